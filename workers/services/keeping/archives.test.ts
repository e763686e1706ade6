import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { listAudit } from "../../data/audit.ts";
import { database } from "../../data/database.ts";
import { patchPolicy } from "../../data/policies.ts";
import { findSandboxById } from "../../data/sandboxes.ts";
import { lookAtArchive } from "../../sandbox/clocks/look-at-archive.ts";
import type { LaunchSpec } from "../../sandbox/contract.ts";
import { Journal } from "../../sandbox/journal.ts";
import type { Sandbox } from "../../sandbox/sandbox.ts";
import { tearDown, type World, withSandbox } from "../../testing/faulty-storage.ts";
import { recordOf } from "../../testing/rows.ts";
import { lookAtArchives } from "./archives.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;
const db = database(env.DB);

/** The cron, `ms` later, as this sandbox meets it. */
async function later(sandbox: Sandbox, world: World, ms: number): Promise<void> {
  world.ahead_ms += ms;
  const stub = { lookAtArchive: () => lookAtArchive(sandbox) };
  const others = { lookAtArchive: async () => "kept" };
  const SANDBOX = {
    idFromName: (id: string) => id,
    get: (id: string) => (id === sandbox.record?.id ? stub : others),
  };
  await lookAtArchives({ ...env, SANDBOX: SANDBOX as unknown as DurableObjectNamespace }, sandbox.now);
}

async function archive(sandbox: Sandbox): Promise<void> {
  await sandbox.agent().writeFile("work.txt", "kept for a while");
  tearDown(sandbox, "teardown", false);
  expect(await sandbox.waitForOperation("teardown", 30_000)).toMatchObject({ status: "succeeded" });
  await expect.poll(() => sandbox.journal.unprojectedVersion()).toBeNull();
}

async function audited({ identity }: LaunchSpec): Promise<string[]> {
  const { items } = await listAudit(db, { team_id: identity.team_id, action: "archive.", limit: 10 });
  return items.map(({ action, actor }) => `${action} by ${actor.kind}`);
}

const kept = async ({ identity }: LaunchSpec) =>
  (await env.STORE.list({ prefix: `checkpoints/${identity.id}/` })).objects.length;

test("an archive's end is announced three days before it comes, once, and then it is gone", async () => {
  await withSandbox(async (sandbox, world, launch) => {
    await archive(sandbox);
    await later(sandbox, world, 27 * DAY - HOUR);
    expect(sandbox.record?.notice).toBeNull();
    await later(sandbox, world, 2 * HOUR);
    expect(sandbox.record?.notice).toMatchObject({ reason: "archive_retention" });
    await expect.poll(() => sandbox.journal.unprojectedVersion()).toBeNull();
    for (let day = 0; day < 2; day++) await later(sandbox, world, DAY);
    expect(await audited(launch)).toEqual(["archive.announced by system"]);
    expect(await kept(launch)).toBe(2);
    await later(sandbox, world, DAY);
    await expect.poll(() => sandbox.record, { timeout: 20_000 }).toBeNull();
    expect(await kept(launch)).toBe(0);
    expect(await findSandboxById(db, launch.identity.id)).toBeUndefined();
    expect(await audited(launch)).toEqual(["archive.purged by policy", "archive.announced by system"]);
  });
});

test("a policy that was made shorter is announced first, a day before it acts", async () => {
  await withSandbox(async (sandbox, world, launch) => {
    await archive(sandbox);
    await later(sandbox, world, 20 * DAY);
    await patchPolicy(db, launch.identity.team_id, { archive_retention_days: 7 }, Date.now());
    await later(sandbox, world, HOUR);
    await expect.poll(() => sandbox.journal.unprojectedVersion()).toBeNull();
    await later(sandbox, world, DAY - HOUR);
    expect(sandbox.record).toMatchObject({ state: "destroyed", operation: null });
    expect(await audited(launch)).toEqual(["archive.announced by system"]);
    await later(sandbox, world, HOUR);
    await expect.poll(() => sandbox.record, { timeout: 20_000 }).toBeNull();
  });
});

test("retention never runs beside a resume: whoever comes first wins", async () => {
  await withSandbox(async (sandbox, world) => {
    await archive(sandbox);
    await later(sandbox, world, 28 * DAY);
    await expect.poll(() => sandbox.journal.unprojectedVersion()).toBeNull();
    const actor = { kind: "user", id: "u1", label: "Anna" } as const;
    sandbox.apply({ type: "resume", operation_id: "resume", actor });
    await later(sandbox, world, 5 * DAY);
    expect(sandbox.record?.operation?.type ?? "none").not.toBe("purge");
    expect(await sandbox.waitForOperation("resume", 30_000)).toMatchObject({ status: "succeeded" });
    expect(sandbox.record).toMatchObject({ destroyed_at: null, notice: null });
  });
});

test.each(["list", "delete"] as const)(
  "storage that fails at %s: deleting is repeated until it is done",
  async (fault) => {
    await withSandbox(async (sandbox, world, launch) => {
      await archive(sandbox);
      world.fault = fault;
      const actor = { kind: "user", id: "u1", label: "Anna" } as const;
      sandbox.apply({ type: "purge", operation_id: "purge", actor });
      await expect.poll(() => sandbox.journal.nextEffect()?.attempts, { timeout: 20_000 }).toBeGreaterThan(0);
      world.ahead_ms += HOUR;
      await sandbox.alarm();
      expect(sandbox.record).toMatchObject({ state: "destroyed", operation: { type: "purge" } });
      expect(await findSandboxById(db, launch.identity.id)).toBeDefined();
      expect(sandbox.apply({ type: "resume", operation_id: "back", actor })).toMatchObject({
        ok: false,
        refusal: { reason_code: "operation_conflict" },
      });
      world.fault = null;
      world.ahead_ms += HOUR;
      await sandbox.alarm();
      await expect.poll(() => sandbox.record, { timeout: 20_000 }).toBeNull();
      expect(await kept(launch)).toBe(0);
      expect(await audited(launch)).toEqual(["archive.purged by user"]);
    });
  },
);

test("a record of before its end was kept in it knows it from its events", async () => {
  const stub = env.SANDBOX.get(env.SANDBOX.newUniqueId());
  await runInDurableObject(stub, async (_, { storage }) => {
    const journal = new Journal(storage);
    const record = recordOf({ team_id: "t", user_id: "u" }, { state: "destroyed" });
    const { destroyed_at: _unknown, ...stored } = record;
    storage.sql.exec("INSERT INTO record (id, body) VALUES (1, ?)", JSON.stringify(stored));
    const actor = { kind: "system", id: "system", label: "Sandbar" };
    for (const [seq, to] of ["destroyed", "running", "destroyed"].entries()) {
      const event = { seq, at: 1000 + seq, type: "state_changed", actor, to, data: {} };
      storage.sql.exec("INSERT INTO events (seq, body) VALUES (?, ?)", seq, JSON.stringify(event));
    }
    expect(journal.record()?.destroyed_at).toBe(1002);
  });
});
