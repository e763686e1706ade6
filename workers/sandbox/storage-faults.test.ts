import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { ANNA, engine, engineState, launchSpec } from "../testing/sandboxes.ts";
import type { LaunchSpec } from "./contract.ts";
import { Sandbox } from "./sandbox.ts";

/** How long a failing save is repeated, and until its next repetition, each with a margin, ms (effects/runner.ts). */
const PATIENCE_MS = 61_000;
const RETRY_MS = 5_000;

const FAULTS = ["createMultipartUpload", "uploadPart", "complete", "get", "put"] as const;
type Fault = (typeof FAULTS)[number];

test.each(FAULTS)(
  "storage that fails at %s: save_failed, the container kept, and the next save succeeds",
  async (fault) => {
    await withSandbox(async (sandbox, world, launch) => {
      await sandbox.agent().writeFile("work.txt", "not saved yet");
      world.fault = fault;
      sandbox.apply({ type: "save", operation_id: "first", actor: ANNA, checkpoint_id: "cp_first" });
      await expect.poll(() => sandbox.journal.nextEffect()?.attempts, { timeout: 20_000 }).toBeGreaterThan(0);
      expect(sandbox.record).toMatchObject({ state: "saving", checkpoint: null });
      world.ahead_ms += PATIENCE_MS;
      await sandbox.alarm();
      expect(sandbox.journal.operation("first")).toMatchObject({ status: "failed" });
      expect(sandbox.record).toMatchObject({
        state: "error",
        container: "present",
        checkpoint: null,
        blockers: [{ code: "save_failed" }],
      });
      expect(await engineState(launch)).toBe("running");

      world.fault = null;
      sandbox.apply({ type: "save", operation_id: "second", actor: ANNA, checkpoint_id: "cp_second" });
      expect(await sandbox.waitForOperation("second", 30_000)).toMatchObject({ status: "succeeded" });
      expect(sandbox.record).toMatchObject({
        state: "running",
        checkpoint: { verified: true },
        blockers: [],
      });
      expect(await contentOf(sandbox, "work.txt")).toBe("not saved yet");
      const { objects } = await env.STORE.list({ prefix: `checkpoints/${launch.identity.id}/cp_second` });
      expect(objects).toHaveLength(2);
    });
  },
);

test("storage that fails while a checkpoint is brought back: the resume goes on when it is there again", async () => {
  await withSandbox(async (sandbox, world) => {
    await sandbox.agent().writeFile("work.txt", "saved");
    tearDown(sandbox, "archive", false);
    expect(await sandbox.waitForOperation("archive", 30_000)).toMatchObject({ status: "succeeded" });
    world.fault = "get";
    sandbox.apply({ type: "resume", operation_id: "resume", actor: ANNA });
    await expect.poll(() => sandbox.journal.nextEffect()?.attempts, { timeout: 20_000 }).toBeGreaterThan(0);
    expect(sandbox.record).toMatchObject({ state: "provisioning", phase: "restoring" });
    world.fault = null;
    world.ahead_ms += RETRY_MS;
    await sandbox.alarm();
    expect(await sandbox.waitForOperation("resume", 30_000)).toMatchObject({ status: "succeeded" });
    expect(await contentOf(sandbox, "work.txt")).toBe("saved");
  });
});

interface World {
  /** How far its clock runs ahead, so that alarms are due only when a test says so. */
  ahead_ms: number;
  fault: Fault | null;
}

/** A running sandbox in the real engine on storage that can be made to fail; nothing of it is left afterwards. */
async function withSandbox(work: (sandbox: Sandbox, world: World, launch: LaunchSpec) => Promise<void>) {
  const launch = await launchSpec();
  const object = env.SANDBOX.get(env.SANDBOX.idFromName(launch.identity.id));
  await runInDurableObject(object, async (_, state) => {
    const world: World = { ahead_ms: 3_600_000, fault: null };
    const sandbox = new Sandbox(state, {
      engine: engine(),
      bucket: failing(env.STORE, () => world.fault),
      db: env.DB,
      encryption_key: env.ENCRYPTION_KEY,
      origin: env.PUBLIC_URL,
      now: () => Date.now() + world.ahead_ms,
    });
    await launchIn(sandbox, launch);
    try {
      await work(sandbox, world, launch);
    } finally {
      world.fault = null;
      tearDown(sandbox, "last", true);
      await sandbox.waitForOperation("last", 30_000);
    }
  });
}

function tearDown(sandbox: Sandbox, operation_id: string, discard: boolean): void {
  const attached = { terminals: 0, execs: 0, processes: 0 };
  const checkpoint_id = `cp_${operation_id}`;
  sandbox.apply({
    type: "teardown",
    operation_id,
    actor: ANNA,
    checkpoint_id,
    force: true,
    discard,
    attached,
  });
}

async function contentOf(sandbox: Sandbox, path: string): Promise<string> {
  const answer = await sandbox.agent().readFile(path);
  return new TextDecoder().decode(await answer.arrayBuffer());
}

async function launchIn(sandbox: Sandbox, spec: LaunchSpec): Promise<void> {
  const { operation_id, actor, identity, command, limits, image, idle_timeout_minutes } = spec;
  const facts = { ...identity, command, limits, image, idle_timeout_minutes };
  sandbox.apply({ type: "launch", operation_id, actor, facts });
  expect(await sandbox.waitForOperation(operation_id, 30_000)).toMatchObject({ status: "succeeded" });
}

/** Storage whose call of that name fails while `fault` names it. */
function failing(bucket: R2Bucket, fault: () => Fault | null): R2Bucket {
  return faulty(bucket, (name) => {
    if (name === fault()) throw new Error(`storage failed at ${name}`);
  });
}

function faulty<T extends object>(target: T, before: (name: string | symbol) => void): T {
  return new Proxy(target, {
    get(_, name) {
      const value = Reflect.get(target, name) as unknown;
      if (typeof value !== "function") return value;
      return async (...parameters: unknown[]) => {
        before(name);
        const result = (await Reflect.apply(value, target, parameters)) as unknown;
        return name === "createMultipartUpload" ? faulty(result as object, before) : result;
      };
    },
  });
}
