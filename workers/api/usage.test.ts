/** Usage of real sandboxes, through their lives: what each of the team's people is told of it. */

import { type D1Migration, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { asleep } from "../testing/engines.ts";
import { call, discard, join, launch, makeOwner, type Person } from "../testing/people.ts";

interface Run {
  n: number;
  owner_id: string;
  generation: number;
  started_at: number;
  ended_at: number | null;
}

async function runsOf(sandbox_id: string): Promise<Run[]> {
  const sql =
    "SELECT n, owner_id, generation, started_at, ended_at FROM runs WHERE sandbox_id = ? ORDER BY n";
  return (await env.DB.prepare(sql).bind(sandbox_id).all<Run>()).results;
}

/** The index is told after whoever waited for the end. */
async function endedRunsOf(sandbox_id: string): Promise<Run[]> {
  await expect
    .poll(async () => (await runsOf(sandbox_id)).every(({ ended_at }) => ended_at !== null))
    .toBe(true);
  return runsOf(sandbox_id);
}

let admin: Person;
let ann: Person;
let ben: Person;

beforeAll(async () => {
  admin = await makeOwner();
  ann = await join(admin.team_id, "member");
  ben = await join(admin.team_id, "member");
});

test("a run is counted once from its start to its end, through another owner, a restart and a purge", async () => {
  const { id } = (await launch(ann, { name: "counted" })).body.sandbox;
  await call(ann, "PATCH", "/sandboxes/counted", { owner: ben.user_id });
  await call(ben, "POST", "/sandboxes/counted/heartbeat", {});
  const wait = { prefer: "wait=60" };
  await call(ben, "POST", "/sandboxes/counted/teardown", { force: true }, wait);
  await call(ben, "POST", "/sandboxes/counted/resume", {}, wait);
  await discard(ben, "counted");
  const runs = await endedRunsOf(id);
  expect(runs).toMatchObject([
    { owner_id: ann.user_id, generation: 1 },
    { owner_id: ben.user_id, generation: 1 },
    { owner_id: ben.user_id, generation: 2 },
  ]);
  expect(runs[0]?.ended_at).toBe(runs[1]?.started_at);
  for (const { started_at, ended_at } of runs) expect(ended_at).toBeGreaterThanOrEqual(started_at);
  expect(runs[2]!.started_at).toBeGreaterThanOrEqual(runs[1]!.ended_at!);
  expect((await call(ben, "DELETE", "/sandboxes/counted?confirm=counted", undefined, wait)).status).toBe(200);
  expect(await runsOf(id)).toEqual(runs);
});

test("an object that comes back goes on with the run that it left", async () => {
  const { id } = (await launch(ann, { name: "evicted" })).body.sandbox;
  const [run] = await runsOf(id);
  expect(run).toMatchObject({ ended_at: null });
  await asleep(id);
  await call(ann, "POST", "/sandboxes/evicted/heartbeat", {});
  expect(await runsOf(id)).toEqual([run]);
  await discard(ann, "evicted");
  expect(await endedRunsOf(id)).toMatchObject([{ n: run!.n }]);
});

test("what ran before runs were written down counts from its start, once, until its end", async () => {
  const { id } = (await launch(ann, { name: "earlier" })).body.sandbox;
  const [run] = await runsOf(id);
  const stub = env.SANDBOX.get(env.SANDBOX.idFromName(id));
  // As the version before left both.
  await runInDurableObject(stub, (_, { storage }) => void storage.sql.exec("DROP TABLE runs"));
  await env.DB.prepare("DELETE FROM runs WHERE sandbox_id = ?").bind(id).run();
  const { TEST_MIGRATIONS } = env as Env & { TEST_MIGRATIONS: D1Migration[] };
  const migration = TEST_MIGRATIONS.find(({ name }) => name === "0017_count_earlier_runs.sql");
  for (const query of [...migration!.queries, ...migration!.queries]) await env.DB.prepare(query).run();
  const started = "SELECT record ->> '$.started_at' AS at FROM sandboxes WHERE id = ?";
  const started_at = await env.DB.prepare(started).bind(id).first<number>("at");
  expect(started_at).toEqual(expect.any(Number));
  const counted = { ...run, started_at, ended_at: null };
  expect(await runsOf(id)).toEqual([counted]);
  await asleep(id);
  await call(ann, "POST", "/sandboxes/earlier/teardown", { force: true }, { prefer: "wait=60" });
  expect(await endedRunsOf(id)).toEqual([{ ...counted, ended_at: expect.any(Number) }]);
});

test("everybody's figures are an admin's to see; a member sees their own, and the others' as one", async () => {
  await launch(ann, { name: "kept" });
  await call(ann, "POST", "/sandboxes/kept/checkpoints", {}, { prefer: "wait=60" });
  const all = (await call(admin, "GET", "/usage?days=2")).body;
  const of = (person: Person) =>
    all.owners.find(({ user_id }: { user_id: string | null }) => user_id === person.user_id);
  expect(of(ann)).toMatchObject({ active: 1, max_active: 5, own_max_active: null });
  expect(of(ann).stored_bytes).toBeGreaterThan(0);
  expect(of(ann).hours).toBeGreaterThan(0);
  expect(of(ben).hours).toBeGreaterThan(0);
  expect(all.days).toHaveLength(2);
  expect(all.days[1].peak).toBeGreaterThan(0);
  expect(all.team).toMatchObject({ active: 1, max_active: 20, stored_bytes: of(ann).stored_bytes });

  const mine = (await call(ben, "GET", "/usage?days=2")).body;
  expect(mine.owners.map(({ user_id }: { user_id: string | null }) => user_id)).toEqual([ben.user_id, null]);
  expect(JSON.stringify(mine)).not.toContain(ann.user_id);
  expect(mine.team).toEqual(all.team);
  await discard(ann, "kept");
});

test("what is deleted is no longer counted as stored", async () => {
  await launch(ann, { name: "lean" });
  const wait = { prefer: "wait=60" };
  await call(ann, "POST", "/sandboxes/lean/exports", { kind: "archive", source: "live" }, wait);
  const stored = async () => (await call(admin, "GET", "/usage?days=1")).body.team.stored_bytes;
  const before = await stored();
  const [{ export_id }] = (await call(ann, "GET", "/sandboxes/lean/exports")).body.items;
  await call(ann, "DELETE", `/sandboxes/lean/exports/${export_id}`);
  await expect.poll(stored).toBeLessThan(before);
  await discard(ann, "lean");
});

test("a member's own number of places is an admin's to give, and holds at once", async () => {
  const path = `/members/${ben.user_id}/quota`;
  expect((await call(ben, "PUT", path, { max_active: 50 })).status).toBe(403);
  expect((await call(admin, "PUT", path, { max_active: -1 })).status).toBe(400);
  expect((await call(admin, "PUT", path, {})).status).toBe(400);
  expect((await call(admin, "PUT", "/members/nobody/quota", { max_active: 1 })).status).toBe(404);
  const stranger = await makeOwner();
  expect((await call(stranger, "PUT", path, { max_active: 1 })).status).toBe(404);
  expect((await call(admin, "PUT", path, { max_active: 0 })).status).toBe(204);
  const refused = await call(ben, "POST", "/sandboxes", { name: "one-too-many" });
  expect(refused).toMatchObject({ status: 429, body: { reason_code: "quota_exceeded" } });
  expect(refused.body.error).toBe("You have 0 active sandboxes; one member may have 0.");
  const { owners } = (await call(admin, "GET", "/usage")).body;
  expect(owners.find(({ user_id }: { user_id: string }) => user_id === ben.user_id)).toMatchObject({
    max_active: 0,
    own_max_active: 0,
  });
  expect((await call(admin, "PUT", path, { max_active: null })).status).toBe(204);
});

test("a team that keeps as much as it may is told so by a launch, and still saves and resumes", async () => {
  await launch(ann, { name: "full" });
  const wait = { prefer: "wait=60" };
  await call(ann, "POST", "/sandboxes/full/checkpoints", {}, wait);
  await call(admin, "PATCH", "/policy", { max_storage_gb: 1 });
  await env.DB.prepare("UPDATE sandboxes SET stored_bytes = ? WHERE name = 'full'")
    .bind(2 * 1024 ** 3)
    .run();
  const refused = await call(ann, "POST", "/sandboxes", { name: "no-room" });
  expect(refused).toMatchObject({ status: 429, body: { reason_code: "quota_exceeded" } });
  expect(refused.body.error).toBe(
    "The team keeps 2 GB of checkpoints, exports and recordings; it may keep 1 GB.",
  );
  expect((await call(ann, "POST", "/sandboxes/full/teardown", { force: true }, wait)).status).toBe(200);
  await env.DB.prepare("UPDATE sandboxes SET stored_bytes = ? WHERE name = 'full'")
    .bind(2 * 1024 ** 3)
    .run();
  expect((await call(ann, "POST", "/sandboxes/full/resume", {}, wait)).status).toBe(200);
  await call(admin, "PATCH", "/policy", { max_storage_gb: 0 });
  await discard(ann, "full");
});

test.each(["0", "91", "90s", "NaN", "1.5"])("%s days are refused, naming the field", async (days) => {
  expect(await call(admin, "GET", `/usage?days=${days}`)).toMatchObject({
    status: 400,
    body: { field: "days" },
  });
});
