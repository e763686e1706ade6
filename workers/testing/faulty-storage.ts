/** A sandbox in the real engine whose storage can be made to fail, and whose clock a test moves. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import type { SandboxEngine } from "../engines/engine.ts";
import { LOG_SENDER, type Sender } from "../mail/sender.ts";
import type { LaunchSpec } from "../sandbox/contract.ts";
import { Sandbox } from "../sandbox/sandbox.ts";
import { webhookStub } from "../webhooks/contract.ts";
import { ANNA, engine, launchSpec } from "./sandboxes.ts";

/** Calls of R2 that can be made to fail; with `hang` all of them wait until it is over. */
export const FAULTS = ["createMultipartUpload", "uploadPart", "complete", "get", "put"] as const;
export type Fault = (typeof FAULTS)[number] | "delete" | "list" | "hang";

export interface World {
  /** How far its clock runs ahead, so that alarms are due only when a test says so. */
  ahead_ms: number;
  fault: Fault | null;
}

/** A running sandbox in the real engine on storage that can be made to fail; nothing of it is left afterwards. */
export async function withSandbox(
  work: (sandbox: Sandbox, world: World, launch: LaunchSpec) => Promise<void>,
  sandboxEngine: SandboxEngine = engine(),
  mail: Sender = LOG_SENDER,
) {
  const launch = await launchSpec();
  const object = env.SANDBOX.get(env.SANDBOX.idFromName(launch.identity.id));
  await runInDurableObject(object, async (_, state) => {
    const world: World = { ahead_ms: 3_600_000, fault: null };
    const sandbox = new Sandbox(state, {
      engine: sandboxEngine,
      bucket: failing(env.STORE, () => world.fault),
      db: env.DB,
      encryption_key: env.ENCRYPTION_KEY,
      mail,
      webhook: (id) => webhookStub(env.WEBHOOK, id),
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

export function tearDown(sandbox: Sandbox, operation_id: string, discard: boolean): void {
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

export async function contentOf(sandbox: Sandbox, path: string): Promise<string> {
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
  return faulty(bucket, async (name) => {
    while (fault() === "hang") await new Promise((resolve) => setTimeout(resolve, 20));
    if (name === fault()) throw new Error(`storage failed at ${name}`);
  });
}

function faulty<T extends object>(target: T, before: (name: string | symbol) => Promise<void>): T {
  return new Proxy(target, {
    get(_, name) {
      const value = Reflect.get(target, name) as unknown;
      if (typeof value !== "function") return value;
      return async (...parameters: unknown[]) => {
        await before(name);
        const result = (await Reflect.apply(value, target, parameters)) as unknown;
        return name === "createMultipartUpload" ? faulty(result as object, before) : result;
      };
    },
  });
}
