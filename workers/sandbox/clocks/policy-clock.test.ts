import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { database } from "../../data/database.ts";
import { patchPolicy } from "../../data/policies.ts";
import { findSandboxById } from "../../data/sandboxes.ts";
import { ok } from "../../domain/refusal.ts";
import type { Notice, SandboxRecord } from "../../domain/sandbox.ts";
import { makeTeam, NOW, recordOf } from "../../testing/rows.ts";
import { bringUp, engineState, launchSpec } from "../../testing/sandboxes.ts";
import { Deadlines } from "../deadlines.ts";
import { Journal } from "../journal.ts";
import { PolicyClock } from "./policy-clock.ts";

test("C3: a completed sandbox is kept for its retention, then saved and torn down by the policy", async () => {
  const launch = await launchSpec({ command: "echo done > result" });
  const { id, team_id } = launch.identity;
  const db = database(env.DB);
  const stub = await bringUp(launch);
  await expect.poll(async () => (await stub.record())?.state, { timeout: 20_000 }).toBe("completed");
  const row = async () => (await findSandboxById(db, id))?.teardown;
  await expect.poll(row).toMatchObject({ auto: true, policy: "completed_retention_minutes" });

  await patchPolicy(db, team_id, { completed_retention_minutes: 0 }, Date.now());
  await stub.poke();
  await runDurableObjectAlarm(env.SANDBOX.get(env.SANDBOX.idFromName(id)));
  await expect.poll(async () => (await stub.record())?.state, { timeout: 20_000 }).toBe("destroyed");
  expect(await stub.record()).toMatchObject({ checkpoint: { verified: true, reason: "teardown" } });
  expect(await engineState(launch)).toBe("absent");
});

/** Ticks a clock over a running record whose last known activity is 31 minutes old; answers what it asked for. */
async function tickAfterSilence(
  refresh: (record: SandboxRecord) => SandboxRecord,
  notice: Notice | null = { reason: "idle", at: NOW + 30 * 60_000, warned_at: NOW + 25 * 60_000 },
): Promise<string[]> {
  const owner = await makeTeam();
  const running = { state: "running", started_at: NOW, generation: 1, container: "present", notice } as const;
  let record = recordOf(owner, running);
  const applied: string[] = [];
  const stub = env.SANDBOX.get(env.SANDBOX.newUniqueId());
  await runInDurableObject(stub, async (_, { storage }) => {
    const clock = new PolicyClock({
      db: env.DB,
      journal: new Journal(storage),
      deadlines: new Deadlines(storage),
      now: () => NOW + 31 * 60_000,
      record: () => record,
      apply: (command) => {
        applied.push(command.type);
        return ok(null);
      },
      refreshActivity: async () => {
        record = refresh(record);
      },
    });
    await clock.tick();
    await storage.deleteAlarm();
  });
  return applied;
}

test("a sandbox is idle only by the agent's newest word, not by what was last written down", async () => {
  const silent = await tickAfterSilence((record) => record);
  expect(silent).toEqual(["teardown"]);
  const aSecondAgo = { last_at: NOW + 31 * 60_000 - 1000, because: "exec" };
  expect(await tickAfterSilence((record) => ({ ...record, activity: aSecondAgo }))).toEqual([]);
});

test("nobody is torn down who was not warned", async () => {
  expect(await tickAfterSilence((record) => record, null)).toEqual(["warn"]);
});

test("an agent that can't be asked is not torn down for being idle", async () => {
  const applied = await tickAfterSilence(() => {
    throw new Error("unreachable");
  });
  expect(applied).toEqual([]);
});
