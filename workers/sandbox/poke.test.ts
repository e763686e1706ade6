import { expect, test } from "vitest";
import { EngineError, type SandboxEngine } from "../engines/engine.ts";
import { withSandbox } from "../testing/faulty-storage.ts";
import { engine } from "../testing/sandboxes.ts";

type Status = Awaited<ReturnType<SandboxEngine["status"]>>;

/** The real engine, except that it says of a sandbox's state what a test wants, once that is said. */
function engineThatSays(): { engine: SandboxEngine; status: Status | Error | null } {
  const real = engine();
  const says: { engine: SandboxEngine; status: Status | Error | null } = { engine: real, status: null };
  const status = async (id: string) => {
    if (says.status instanceof Error) throw says.status;
    return says.status ?? real.status(id);
  };
  says.engine = new Proxy(real, {
    get(_, name) {
      if (name === "status") return status;
      const value = Reflect.get(real, name) as unknown;
      return typeof value === "function" ? value.bind(real) : value;
    },
  });
  return says;
}

test("a poke asks the engine although the connection to the agent stands", async () => {
  const says = engineThatSays();
  await withSandbox(async (sandbox) => {
    await sandbox.poke(undefined);
    expect(sandbox.record?.state).toBe("running");
    says.status = { state: "absent" };
    await sandbox.poke(undefined);
    const error = { reason_code: "sandbox_lost", retryable: true };
    expect(sandbox.record).toMatchObject({ state: "error", container: "lost", error });
  }, says.engine);
});

test("C23: neither an engine that does not answer nor one that answers something else loses a sandbox", async () => {
  const says = engineThatSays();
  await withSandbox(async (sandbox) => {
    says.status = new EngineError({ reason_code: "engine_unreachable", message: "down", retryable: true });
    await sandbox.poke(undefined);
    says.status = {} as Status;
    await sandbox.poke(undefined);
    expect(sandbox.record?.state).toBe("running");
    says.status = { state: "running", generation: 9 };
    await sandbox.poke(undefined);
    expect(sandbox.record?.state).toBe("error");
  }, says.engine);
});
