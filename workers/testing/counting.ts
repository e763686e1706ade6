/** A sandbox with a program that counts into a file: what it has written is known by another way than the file. */
import { expect } from "vitest";
import type { AgentClient } from "../engines/agent-client.ts";
import type { SandboxEngine } from "../engines/engine.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { tearDown, type World } from "./faulty-storage.ts";
import { engine } from "./sandboxes.ts";

/** Says each number on its output once it is in the file: the second channel. */
const COUNTS = "i=0; while :; do i=$((i+1)); echo $i >> numbers; echo $i; done";

export async function startCounting(sandbox: Sandbox): Promise<void> {
  await sandbox.agent().startProcess({ process_id: "counter", argv: ["sh", "-c", COUNTS], source: "test" });
  await expect.poll(async () => (await said(sandbox.agent())) > 10, { timeout: 20_000 }).toBe(true);
}

/** The last number that is known to have been written. */
export async function said(agent: AgentClient): Promise<number> {
  let text = "";
  for await (const frame of await agent.processOutput("counter")) {
    if (frame.type === "stdout") text += new TextDecoder().decode(frame.data);
  }
  return Number(text.split("\n").at(-2) ?? 0);
}

/** The last number in the file. */
export async function lastNumber(agent: AgentClient): Promise<number> {
  const bytes = await (await agent.readFile("numbers")).arrayBuffer();
  return Number(new TextDecoder().decode(bytes).trimEnd().split("\n").at(-1));
}

export async function goesOn(sandbox: Sandbox): Promise<void> {
  const before = await said(sandbox.agent());
  await expect.poll(async () => (await said(sandbox.agent())) > before, { timeout: 20_000 }).toBe(true);
}

/** Storage keeps the teardown's save waiting; answers the last number once everything has been stopped. */
export async function teardownHangs(sandbox: Sandbox, world: World): Promise<number> {
  world.fault = "hang";
  tearDown(sandbox, "teardown", false);
  expect(sandbox.record?.state).toBe("saving");
  const agent = sandbox.agent();
  const refused = async () => {
    try {
      await agent.makeDirectory(".");
    } catch (error) {
      return error;
    }
    return null;
  };
  await expect
    .poll(refused, { timeout: 30_000 })
    .toMatchObject({ refusal: { reason_code: "sandbox_frozen" } });
  // The same freeze again answers when it is done.
  const { number } = JSON.parse(sandbox.journal.setting("freeze") ?? "{}") as { number: number };
  await agent.freeze(number);
  return said(agent);
}

/** The real engine, whose agents don't answer a path, or don't know it. */
export function withAgentFault() {
  const real = engine();
  const fault = { engine: real, refuses: null as string | null, unknown: [] as string[], refused: 0 };
  const agent: SandboxEngine["agent"] = (id, generation) => {
    const transport = real.agent(id, generation);
    return {
      fetch: async (path, init) => {
        if (path === fault.refuses) {
          fault.refused++;
          return Response.json(
            { error: "no", reason_code: "agent_failed", retryable: true },
            { status: 500 },
          );
        }
        return transport.fetch(fault.unknown.includes(path) ? "/unknown" : path, init);
      },
    };
  };
  fault.engine = new Proxy(real, {
    get(_, name) {
      if (name === "agent") return agent;
      const value = Reflect.get(real, name) as unknown;
      return typeof value === "function" ? value.bind(real) : value;
    },
  });
  return fault;
}
