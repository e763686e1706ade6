import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { NO_TEARDOWN } from "../domain/policy.ts";
import type { SandboxRecord } from "../domain/sandbox.ts";
import { makeTeam, NOW, recordOf } from "../testing/rows.ts";
import { ANNA } from "../testing/sandboxes.ts";
import { endingArchives, forgetSandbox } from "./archives.ts";
import { listAudit } from "./audit.ts";
import { database } from "./database.ts";
import { patchPolicy } from "./policies.ts";
import { insertProfile } from "./profiles.ts";
import { findSandboxById, projectSandbox, replaceSandbox } from "./sandboxes.ts";

const db = database(env.DB);
const DAY = 86_400_000;
const HOUR = 3_600_000;
type Owner = Awaited<ReturnType<typeof makeTeam>>;

async function put(owner: Owner, changes: Partial<SandboxRecord> = {}): Promise<SandboxRecord> {
  const record = recordOf(owner, { version: 1, state: "destroyed", destroyed_at: NOW, ...changes });
  await projectSandbox(db, record, NO_TEARDOWN, NOW + HOUR);
  return record;
}

async function ending(team: Owner, now: number, limit = 1000): Promise<string[]> {
  const found = await endingArchives(db, now, limit);
  return found.filter(({ team_id }) => team_id === team.team_id).map(({ id }) => id);
}

const told = (at: number, warned_at: number) =>
  ({ notice: { reason: "archive_retention", at, warned_at } }) as const;

test("one is due for its announcement 3 days before its end, and for its end when it has come", async () => {
  const team = await makeTeam();
  const { id } = await put(team);
  expect(await ending(team, NOW + 27 * DAY - 1)).toEqual([]);
  expect(await ending(team, NOW + 27 * DAY)).toEqual([id]);
  const announced = await put(team, told(NOW + 30 * DAY, NOW + 27 * DAY));
  expect(await ending(team, NOW + 30 * DAY - 1)).toEqual([id]);
  expect(await ending(team, NOW + 30 * DAY)).toEqual([id, announced.id].sort());
});

test("announced late, its end waits a day; announced for another end, it is announced anew", async () => {
  const team = await makeTeam();
  const late = await put(team, told(NOW + 30 * DAY, NOW + 40 * DAY));
  expect(await ending(team, NOW + 41 * DAY - 1)).toEqual([]);
  expect(await ending(team, NOW + 41 * DAY)).toEqual([late.id]);
  const other = await put(team, told(NOW + 60 * DAY, NOW + 40 * DAY));
  expect(await ending(team, NOW + 41 * DAY - 1)).toEqual([other.id]);
});

test("0 days keep without end; a profile's own retention counts, shorter or longer", async () => {
  const forever = await makeTeam();
  await patchPolicy(db, forever.team_id, { archive_retention_days: 0 }, NOW);
  const limits = { cpus: 1, memory_bytes: 2 ** 30, disk_bytes: 2 ** 30, pids: 100, image: "default" };
  const profile = { ...limits, description: "", built_in: false };
  const days = (archive_retention_days: number) => ({ policy: { archive_retention_days } });
  await insertProfile(db, forever.team_id, { ...profile, name: "brief", ...days(10) }, NOW);
  await put(forever);
  const brief = await put(forever, { profile: "brief" });
  expect(await ending(forever, NOW + 7 * DAY - 1)).toEqual([]);
  expect(await ending(forever, NOW + 9999 * DAY)).toEqual([brief.id]);

  const team = await makeTeam();
  await insertProfile(db, team.team_id, { ...profile, name: "kept", ...days(0) }, NOW);
  await insertProfile(db, team.team_id, { ...profile, name: "long", ...days(100) }, NOW);
  await put(team, { profile: "kept" });
  const long = await put(team, { profile: "long" });
  expect(await ending(team, NOW + 97 * DAY - 1)).toEqual([]);
  expect(await ending(team, NOW + 97 * DAY)).toEqual([long.id]);
});

test("replaced ones count, those of before the time was recorded too; others never; oldest first, in batches", async () => {
  const team = await makeTeam();
  const replaced = await put(team);
  await replaceSandbox(db, replaced.id, NOW);
  // Its row was last changed an hour later.
  const unrecorded = await put(team, { destroyed_at: null });
  const operation = { id: "op", type: "export", actor: ANNA, started_at: NOW, expires_at: NOW } as const;
  await put(team, { operation });
  await put(team, { state: "running", destroyed_at: null });
  await put(team, { state: "error", destroyed_at: null });
  expect(await ending(team, NOW + 27 * DAY)).toEqual([replaced.id]);
  expect(await ending(team, NOW + 27 * DAY + HOUR)).toEqual([replaced.id, unrecorded.id]);
  const first = await endingArchives(db, NOW + 9999 * DAY, 1);
  expect(first).toHaveLength(1);
});

test("the index is used: other teams' archives and those far from their end are not read", async () => {
  const plan = await env.DB.prepare(
    `EXPLAIN QUERY PLAN SELECT id FROM sandboxes s
     WHERE s.state = 'destroyed' AND s.team_id = 't' AND coalesce(s.record ->> '$.destroyed_at', s.updated_at) <= 1`,
  ).all<{ detail: string }>();
  expect(plan.results.map(({ detail }) => detail).join()).toContain("sandboxes_by_destruction");
});

test("a forgotten one has no row any more and one entry in the audit log, however often it is repeated", async () => {
  const team = await makeTeam();
  const record = await put(team);
  const purge = { operation_id: "op_purge", actor: ANNA };
  await forgetSandbox(db, record, purge, NOW);
  await forgetSandbox(db, record, purge, NOW + 1);
  expect(await findSandboxById(db, record.id)).toBeUndefined();
  const { items } = await listAudit(db, { team_id: team.team_id, limit: 10 });
  expect(items).toMatchObject([
    { action: "archive.purged", at: NOW, actor: ANNA, data: { sandbox_id: record.id } },
  ]);
  const running = await put(team, { state: "running", destroyed_at: null });
  await forgetSandbox(db, running, { ...purge, operation_id: "op_other" }, NOW);
  expect(await findSandboxById(db, running.id)).toBeDefined();
});

test("a row that the index had not brought up to date yet goes too", async () => {
  const lagging = await put(await makeTeam(), { state: "tearing_down", destroyed_at: null });
  const destroyed = { ...lagging, state: "destroyed", destroyed_at: NOW } as const;
  await forgetSandbox(database(env.DB), destroyed, { operation_id: "op_purge", actor: ANNA }, NOW);
  expect(await findSandboxById(database(env.DB), lagging.id)).toBeUndefined();
});
