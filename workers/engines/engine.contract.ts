/**
 * What every engine must do, as one vitest suite; an engine's own test file calls it with a factory. Runs in
 * Node. ENGINE_CONTRACT_LARGE=1 takes the archive's large file at 1 GB instead of 200 MB.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { WebSocket } from "ws";
import { AgentClient } from "./agent-client.ts";
import { archiveContract } from "./engine.contract.archive.ts";
import { execContract } from "./engine.contract.exec.ts";
import { terminalContract } from "./engine.contract.terminal.ts";
import { EngineError, type SandboxEngine, type StartSpec } from "./engine.ts";

export interface EngineUnderTest {
  readonly engine: SandboxEngine;
  /** An open, paused WebSocket to the agent; Node's fetch can't make one. */
  readonly socket: (id: string, generation: number, path: string) => Promise<WebSocket>;
  /** What the host still has of any sandbox, in words. */
  readonly leftovers: () => string[];
  /** Destroys everything and ends the engine. */
  readonly dispose: () => Promise<void>;
}

/** What the parts of the suite work with: one running sandbox, and the engine it runs on. */
export interface ContractContext {
  readonly under: () => EngineUnderTest;
  readonly agent: () => AgentClient;
  readonly id: string;
  readonly generation: number;
}

const SPEC: StartSpec = {
  image: "base",
  workspace: "fresh",
  limits: { cpus: 2, memory_bytes: 768 * 2 ** 20, disk_bytes: 4 * 2 ** 30, pids: 512 },
  egress: { mode: "none" },
};

export function engineContract(name: string, factory: () => Promise<EngineUnderTest>): void {
  describe(`${name} keeps the engine contract`, () => {
    let under: EngineUnderTest;
    const agentOf = (id: string, generation: number): AgentClient =>
      new AgentClient(under.engine.agent(id, generation), generation);

    beforeAll(async () => {
      under = await factory();
      await under.engine.start("shared", 1, SPEC);
    });
    afterAll(() => under.dispose());

    const context: ContractContext = {
      under: () => under,
      agent: () => agentOf("shared", 1),
      id: "shared",
      generation: 1,
    };
    execContract(context);
    terminalContract(context);
    archiveContract(context);

    describe("life", () => {
      const reasonOf = async (promise: Promise<unknown>): Promise<string> => {
        const error = await promise.then(
          () => undefined,
          (reason: unknown) => reason,
        );
        return error instanceof EngineError ? error.refusal.reason_code : `no refusal: ${String(error)}`;
      };
      const script = (text: string) => ({ exec_id: crypto.randomUUID(), argv: ["sh", "-c", text] });

      test("is healthy and says what it enforces", async () => {
        const health = await under.engine.health();
        expect(health.ok).toBe(true);
        expect(health.limits.network).toBe(true);
      });

      test("starting twice is starting once, also at the same time", async () => {
        const { engine } = under;
        const twice = [engine.start("twice", 1, SPEC), engine.start("twice", 1, SPEC)];
        expect(await Promise.all(twice)).toEqual([{ workspace: "fresh" }, { workspace: "fresh" }]);
        await agentOf("twice", 1).run(script("echo kept > /workspace/mark"));
        await engine.start("twice", 1, SPEC);
        const seen = await agentOf("twice", 1).run(script("cat /workspace/mark"));
        expect(new TextDecoder().decode(seen.stdout)).toBe("kept\n");
        expect(await engine.status("twice")).toEqual({ state: "running", generation: 1 });
        expect((await engine.list()).filter(({ id }) => id === "twice")).toHaveLength(1);
        await engine.destroy("twice");
      });

      test("a higher generation replaces a lower one, which is then refused everywhere", async () => {
        const { engine } = under;
        await engine.start("fenced", 1, SPEC);
        await agentOf("fenced", 1).run(script("echo one > /workspace/mark; sleep 1000 >/dev/null 2>&1 &"));
        expect(await engine.start("fenced", 2, { ...SPEC, workspace: "keep" })).toEqual({
          workspace: "kept",
        });
        const seen = await agentOf("fenced", 2).run(script("cat /workspace/mark; pgrep sleep"));
        expect(new TextDecoder().decode(seen.stdout)).toBe("one\n");
        expect(await reasonOf(engine.start("fenced", 1, SPEC))).toBe("generation_mismatch");
        expect(await reasonOf(agentOf("fenced", 1).health())).toBe("generation_mismatch");
        expect(await engine.start("fenced", 3, SPEC)).toEqual({ workspace: "fresh" });
        const gone = await agentOf("fenced", 3).run(script("cat /workspace/mark"));
        expect(gone.exit_code).toBe(1);
        await engine.destroy("fenced");
      });

      test("after a crash of the agent the sandbox is stopped, and a new generation finds the workspace", async () => {
        const { engine } = under;
        await engine.start("crashed", 1, SPEC);
        await agentOf("crashed", 1).run(script("echo work > /workspace/mark"));
        // The parent of a command is the agent.
        await agentOf("crashed", 1)
          .run(script("sleep 1000 & kill -9 $PPID"))
          .catch(() => undefined); // the answer dies with the agent
        await expect.poll(() => engine.status("crashed")).toEqual({ state: "stopped", generation: 1 });
        expect(await reasonOf(agentOf("crashed", 1).health())).toBe("sandbox_stopped");
        expect(await reasonOf(engine.start("crashed", 1, SPEC))).toBe("sandbox_stopped");
        expect(await engine.start("crashed", 2, { ...SPEC, workspace: "keep" })).toEqual({
          workspace: "kept",
        });
        const seen = await agentOf("crashed", 2).run(script("cat /workspace/mark; pgrep sleep"));
        expect(new TextDecoder().decode(seen.stdout)).toBe("work\n");
        await engine.destroy("crashed");
      });

      test("C19: what does not exist is absent, and nothing starts it", async () => {
        const { engine } = under;
        expect(await engine.status("never")).toEqual({ state: "absent" });
        expect(await reasonOf(agentOf("never", 1).health())).toBe("sandbox_absent");
        expect((await engine.list()).map(({ id }) => id)).not.toContain("never");
        await engine.destroy("never"); // idempotent
      });

      test("destroying while it is busy leaves nothing, and doing so twice is fine", async () => {
        const { engine } = under;
        await engine.start("busy", 1, SPEC);
        const running = agentOf("busy", 1)
          .run({ ...script("trap '' TERM; for i in 1 2 3 4; do (setsid yes | cat >/dev/null) & done; wait") })
          .catch(() => undefined);
        await expect.poll(async () => (await agentOf("busy", 1).activity()).attached.execs).toBe(1);
        await Promise.all([engine.destroy("busy"), engine.destroy("busy")]);
        await running;
        expect(await engine.status("busy")).toEqual({ state: "absent" });
        expect(under.leftovers().filter((left) => left.includes("busy"))).toEqual([]);
      });
    });

    test("in the end nothing is left on the host", async () => {
      for (const { id } of await under.engine.list()) await under.engine.destroy(id);
      expect(under.leftovers()).toEqual([]);
    });
  });
}
