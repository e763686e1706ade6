/** What a change of the policy would do, before it is made. */
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { database } from "../data/database.ts";
import { insertSandbox, projectSandbox } from "../data/sandboxes.ts";
import { DEFAULT_POLICY } from "../domain/policy/policy-settings.ts";
import { NO_TEARDOWN } from "../domain/policy.ts";
import type { SandboxRecord } from "../domain/sandbox.ts";
import { call, discard, join, launch, makeOwner, type Person } from "../testing/people.ts";
import { recordOf } from "../testing/rows.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let owner: Person;

beforeEach(async () => {
  owner = await makeOwner();
});

/** A row as its object would have projected it. */
async function put(changes: Partial<SandboxRecord>, person = owner): Promise<SandboxRecord> {
  const record = recordOf(person, { version: 1, ...changes });
  const db = database(env.DB);
  await insertSandbox(db, record, { max_active_per_member: 99, max_active_per_team: 99 });
  await projectSandbox(db, { ...record, version: 2 }, NO_TEARDOWN, Date.now());
  return record;
}

const archived = (days: number, changes: Partial<SandboxRecord> = {}) =>
  put({ state: "destroyed", destroyed_at: Date.now() - days * DAY, ...changes });
const runningSince = (ago: number, changes: Partial<SandboxRecord> = {}) => {
  const at = Date.now() - ago;
  const activity = { last_at: at, because: "output" };
  return put({ state: "running", generation: 1, container: "present", started_at: at, activity, ...changes });
};
const preview = async (patch: object, person = owner) => call(person, "POST", "/policy/preview", patch);
const inHours = (time: string) => Math.round((Date.parse(time) - Date.now()) / HOUR);

describe("preview", () => {
  test("tells what fares otherwise than now, soonest first, and changes nothing", async () => {
    const idle = await runningSince(HOUR / 6);
    const old = await archived(20);
    const young = await archived(1);
    await archived(40, { blockers: [], profile: "small" });
    const before = (await call(owner, "GET", "/policy")).body;
    const patch = { idle_timeout_minutes: 120, archive_retention_days: 25 };
    const { status, body } = await preview(patch);
    expect(status).toBe(200);
    expect(body.complete).toBe(true);
    const seen = body.affected.map(
      ({ name, verdict, reason }: { name: string; verdict: string; reason: string }) => [
        name,
        verdict,
        reason,
      ],
    );
    expect(seen).toEqual([
      [idle.name, "teardown", "idle"],
      [old.name, "purge", "archive_retention"],
      [young.name, "purge", "archive_retention"],
    ]);
    expect(inHours(body.affected[0].at)).toBe(2);
    expect(inHours(body.affected[1].at)).toBe(5 * 24);
    expect((await call(owner, "GET", "/policy")).body).toEqual(before);
    expect((await call(owner, "GET", `/sandboxes/${idle.name}`)).body.version).toBe(2);
  });

  test("one that is due at once is told with its notice, and since when it has unsaved work", async () => {
    const idle = await runningSince(HOUR / 3);
    const { affected } = (await preview({ idle_timeout_minutes: 10 })).body;
    expect(affected).toMatchObject([
      { name: idle.name, state: "running", verdict: "teardown", reason: "idle" },
    ]);
    expect(Date.parse(affected[0].at)).toBeGreaterThan(Date.now());
    expect(Date.parse(affected[0].unsaved_since)).toBe(idle.started_at);
  });

  test("nothing is affected by what is as it is, or by a quota", async () => {
    await runningSince(60_000);
    await archived(3);
    for (const patch of [{}, { ...DEFAULT_POLICY }, { max_active_per_team: 1, checkpoints_kept: 1 }]) {
      expect((await preview(patch)).body).toEqual({ affected: [], complete: true });
    }
  });

  test("R1: 0 and false take the end away", async () => {
    const completion = {
      at: Date.now() - 60_000,
      exit_code: 0,
      by: { kind: "user", id: "u", label: "U" },
    } as const;
    const done = await runningSince(120_000, { state: "completed", completion });
    const kept = await archived(3);
    const patch = { auto_teardown: false, max_lifetime_hours: 0, archive_retention_days: 0 };
    const { affected } = (await preview(patch)).body;
    expect(affected).toHaveLength(2);
    for (const name of [done.name, kept.name]) {
      expect(affected).toContainEqual(
        expect.objectContaining({ name, verdict: "keep", at: null, reason: null }),
      );
    }
  });

  test("an owner's choice and a profile's override go before the team's", async () => {
    await call(owner, "PATCH", "/profiles/large", { policy: { idle_timeout_minutes: 600 } });
    await runningSince(60_000, { profile: "large" });
    const chosen = await runningSince(60_000, { idle_timeout_minutes: 300 });
    expect((await preview({ idle_timeout_minutes: 10 })).body.affected).toEqual([]);
    const bounded = await preview({ owner_idle_timeout_max_minutes: 60 });
    expect(bounded.body.affected).toMatchObject([{ name: chosen.name, reason: "idle" }]);
  });

  test("a failed save stands in the way", async () => {
    const blockers = [{ code: "save_failed", next_step: "Save again." }];
    const { name } = await runningSince(60_000, { blockers });
    const { affected } = (await preview({ idle_timeout_minutes: 60 })).body;
    expect(affected).toMatchObject([{ name, verdict: "blocked", reason: "idle" }]);
  });

  test("looks at a bounded number of archives, the oldest first, and says so", async () => {
    const records = Array.from({ length: 2100 }, (_, n) =>
      recordOf(owner, { state: "destroyed", destroyed_at: Date.now() - DAY - n, created_at: n, version: 2 }),
    );
    const insert =
      env.DB.prepare(`INSERT INTO sandboxes (id, team_id, owner_id, name, state, active, version, record,
      teardown, created_at, updated_at) VALUES (?, ?, ?, ?, 'destroyed', 0, 2, ?, '{}', ?, ?)`);
    await env.DB.batch(
      records.map((one) =>
        insert.bind(
          one.id,
          one.team_id,
          owner.user_id,
          one.name,
          JSON.stringify(one),
          one.created_at,
          one.created_at,
        ),
      ),
    );
    const { body } = await preview({ archive_retention_days: 7 });
    expect(body.complete).toBe(false);
    expect(body.affected).toHaveLength(2000);
    expect(body.affected.map(({ name }: { name: string }) => name)).not.toContain(records.at(-1)?.name);
    expect((await preview({ idle_timeout_minutes: 7 })).body).toEqual({ affected: [], complete: true });
  });

  test("another team's sandboxes are none of its business, and only admins ask", async () => {
    await runningSince(60_000, { idle_timeout_minutes: null });
    const other = await makeOwner();
    expect((await preview({ idle_timeout_minutes: 5 }, other)).body.affected).toEqual([]);
    for (const role of ["member", "viewer"] as const) {
      expect(await preview({}, await join(owner.team_id, role))).toMatchObject({ status: 403 });
    }
  });

  test.each([
    ["idle_timeout_minutes", "90s"],
    ["checkpoints_kept", 0],
    ["owner_idle_timeout_max_minutes", -1],
    ["checkpoint_interval_minutes", 1441],
    ["surprise", 1],
  ])("R8, C29: %s = %j is refused by name, by preview and change alike", async (field, value) => {
    for (const reply of [
      await preview({ [field]: value }),
      await call(owner, "PATCH", "/policy", { [field]: value }),
    ]) {
      expect(reply).toMatchObject({ status: 400, body: { field, retryable: false } });
    }
  });

  test("of a real sandbox it tells the time that the sandbox then tells itself", async () => {
    await launch(owner, { name: "real" });
    const patch = { idle_timeout_minutes: 200 };
    const { affected } = (await preview(patch)).body;
    await call(owner, "PATCH", "/policy", patch);
    const { teardown, last_activity } = (await call(owner, "GET", "/sandboxes/real")).body;
    expect(affected).toMatchObject([{ name: "real", reason: "idle" }]);
    // Both count from the last activity, which may have moved on meanwhile.
    expect(Date.parse(teardown.at) - Date.parse(last_activity.at)).toBe(200 * 60_000);
    expect(Date.parse(affected[0].at)).toBeLessThanOrEqual(Date.parse(teardown.at));
    await discard(owner, "real");
  });
});

test("GET is every setting, flat, with version", async () => {
  expect((await call(owner, "GET", "/policy")).body).toEqual({ ...DEFAULT_POLICY, version: 1 });
  const three = { owner_idle_timeout_max_minutes: 0, checkpoint_interval_minutes: 0, checkpoints_kept: 1 };
  expect((await call(owner, "PATCH", "/policy", three)).body).toEqual({
    ...DEFAULT_POLICY,
    ...three,
    version: 2,
  });
});
