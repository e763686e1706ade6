import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { database } from "../../data/database.ts";
import { patchPolicy } from "../../data/policies.ts";
import { claimActive, findSandboxById, releaseActive } from "../../data/sandboxes.ts";
import { ok } from "../../domain/refusal.ts";
import { asleep, showing } from "../../testing/engines.ts";
import { call, discard, launch, makeOwner, type Person } from "../../testing/people.ts";
import { engine } from "../../testing/sandboxes.ts";
import { reconcile } from "./reconcile.ts";

const MINUTE = 60_000;
const QUOTA = { max_active_per_member: 100, max_active_per_team: 100 };
const db = database(env.DB);

/** A run so many minutes from now that sees these sandboxes in the engine; answers what it found. */
async function run(own: readonly string[], minutes: number) {
  const done = await reconcile(env, ok(showing(own).engine), Date.now() + minutes * MINUTE);
  expect(done?.run.failures).toEqual([]);
  return done?.findings;
}

async function running(owner: Person, name: string): Promise<string> {
  return (await launch(owner, { name })).body.sandbox.id;
}

async function activeIn(id: string): Promise<number | undefined> {
  const row = env.DB.prepare("SELECT active FROM sandboxes WHERE id = ?").bind(id);
  return (await row.first<{ active: number }>())?.active;
}

async function archive(owner: Person, name: string): Promise<string> {
  const id = await running(owner, name);
  await call(owner, "POST", `/sandboxes/${name}/teardown`, {}, { prefer: "wait=60" });
  await expect.poll(() => activeIn(id)).toBe(0);
  return id;
}

test("a sandbox that the engine no longer has is called lost, by its own table; one that it has stays", async () => {
  const owner = await makeOwner();
  const lost = await running(owner, "lost");
  const kept = await running(owner, "kept");
  await Promise.all([asleep(lost), asleep(kept)]);
  await engine().destroy(lost);
  expect(await run([lost, kept], 5)).toMatchObject([
    { action: "sandbox.lost", sandbox_id: lost, data: { state: "running" } },
  ]);
  const { body } = await call(owner, "GET", "/sandboxes/lost");
  expect(body).toMatchObject({ state: "error", error: { reason_code: "sandbox_lost", retryable: true } });
  expect((await call(owner, "GET", "/sandboxes/kept")).body.state).toBe("running");
  await expect.poll(async () => (await findSandboxById(db, lost))?.record.state).toBe("error");
  expect(await run([lost, kept], 6)).toEqual([]);
  const audit = (await call(owner, "GET", `/audit?target=sandbox:${lost}`)).body.items;
  expect(audit).toMatchObject([{ action: "sandbox.lost", actor: { kind: "system" } }]);
  await Promise.all([discard(owner, "lost"), discard(owner, "kept")]);
});

test("a sandbox in error whose container is gone is noticed too, where nobody watches any more", async () => {
  const owner = await makeOwner();
  const id = await running(owner, "failed-save");
  const error = { reason_code: "save_failed", message: "Storage failed.", retryable: true };
  await asleep(id, { state: "error", error });
  await env.DB.prepare(
    "UPDATE sandboxes SET state = 'error', record = json_set(record, '$.state', 'error') WHERE id = ?",
  )
    .bind(id)
    .run();
  expect(await run([id], 5)).toEqual([]);
  await engine().destroy(id);
  expect(await run([id], 6)).toMatchObject([{ action: "sandbox.lost", sandbox_id: id }]);
  await discard(owner, "failed-save");
});

test("C23: a list that lacks a running sandbox loses nothing: its own question to the engine decides", async () => {
  const owner = await makeOwner();
  const id = await running(owner, "unlisted");
  await asleep(id);
  expect(await run([], 5)).toEqual([]);
  expect((await call(owner, "GET", "/sandboxes/unlisted")).body.state).toBe("running");
  await discard(owner, "unlisted");
});

test("a place that a resume took and never used is given back; one just taken is not touched", async () => {
  const owner = await makeOwner();
  const id = await archive(owner, "leaky");
  const { team_id } = owner;
  const now = Date.now();
  await claimActive(db, { id, team_id }, QUOTA, now + 5 * MINUTE);
  expect(await run([], 5)).toEqual([]);
  expect(await activeIn(id)).toBe(1);
  await patchPolicy(db, team_id, { max_active_per_member: 1 }, now);
  const refused = await call(owner, "POST", "/sandboxes", { name: "next" });
  expect(refused.body.reason_code).toMatch(/^quota/);
  expect(await run([], 7)).toMatchObject([
    { action: "quota.corrected", sandbox_id: id, data: { counts_as: "inactive", state: "destroyed" } },
  ]);
  expect(await activeIn(id)).toBe(0);
  await running(owner, "next");
  await discard(owner, "next");
});

test("a running sandbox that does not count is counted again, and so the quota holds", async () => {
  const owner = await makeOwner();
  const id = await running(owner, "uncounted");
  await env.DB.prepare("UPDATE sandboxes SET active = 0 WHERE id = ?").bind(id).run();
  expect(await run([id], 5)).toMatchObject([
    { action: "quota.corrected", sandbox_id: id, data: { counts_as: "active", state: "running" } },
  ]);
  await releaseActive(db, id);
  expect(await activeIn(id)).toBe(1);
  expect(await run([id], 6)).toEqual([]);
  await discard(owner, "uncounted");
});

test("an index that has lost what it was given is brought up to date, quota and all", async () => {
  const owner = await makeOwner();
  const id = await running(owner, "restored");
  const columns = "state, active, operation_id, version, record, teardown";
  const row = () => env.DB.prepare(`SELECT ${columns} FROM sandboxes WHERE id = ?`).bind(id).first();
  const [before] = [await row()];
  await call(owner, "POST", "/sandboxes/restored/teardown", {}, { prefer: "wait=60" });
  await expect.poll(() => activeIn(id)).toBe(0);
  const after = await row();
  // As a backup of the database from before the teardown would have it.
  const { state, active, operation_id, version, record, teardown } = before as Record<string, string>;
  await env.DB.prepare(`UPDATE sandboxes SET (${columns}) = (?, ?, ?, ?, ?, ?) WHERE id = ?`)
    .bind(state, active, operation_id ?? null, version, record, teardown, id)
    .run();
  expect(await run([], 5)).toMatchObject([
    { action: "index.repaired", sandbox_id: id, data: { from: Number(version) } },
  ]);
  expect(await row()).toEqual(after);
  expect(await run([], 6)).toEqual([]);
});

test("an operation that does not get on is told to go on, and that is told once", async () => {
  const owner = await makeOwner();
  const id = await running(owner, "stuck");
  const actor = { kind: "user", id: "u", label: "U" } as const;
  const times = { started_at: Date.now(), expires_at: Date.now() + 60 * MINUTE };
  const operation = { id: "op_stuck", type: "save", actor, ...times } as const;
  await asleep(id, { operation });
  await env.DB.prepare("UPDATE sandboxes SET operation_id = 'op_stuck' WHERE id = ?").bind(id).run();
  expect(await run([id], 5)).toMatchObject([{ action: "sandbox.poked", data: { state: "running" } }]);
  expect(await run([id], 7)).toEqual([]);
  await asleep(id, { operation: null });
  await discard(owner, "stuck");
});

test("a row of which nothing is known any more is said, and takes nobody's turn", async () => {
  const owner = await makeOwner();
  const id = await running(owner, "unknown");
  await discard(owner, "unknown");
  await expect.poll(() => activeIn(id)).toBe(0);
  await env.DB.prepare("UPDATE sandboxes SET id = 'nobody-knows' WHERE id = ?").bind(id).run();
  const done = await reconcile(env, ok(showing([]).engine), Date.now() + 15 * MINUTE);
  expect(done?.run.failures).toEqual([
    { team_id: owner.team_id, message: expect.stringContaining("Sandbox nobody-knows: the list shows it") },
  ]);
  await env.DB.prepare("DELETE FROM sandboxes WHERE id = 'nobody-knows'").run();
});
