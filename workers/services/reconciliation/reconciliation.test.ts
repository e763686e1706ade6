import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { database } from "../../data/database.ts";
import { insertSandbox } from "../../data/sandboxes.ts";
import { ok } from "../../domain/refusal.ts";
import { OVERDUE_MS } from "../../domain/sandbox/reconciliation.ts";
import { showing } from "../../testing/engines.ts";
import { call, discard, launch, makeOwner, type Person } from "../../testing/people.ts";
import { recordOf } from "../../testing/rows.ts";
import type { ServiceContext } from "../context.ts";
import { reconcile } from "./reconcile.ts";
import { getReconciliation, runReconciliation } from "./reconciliation.ts";

const MINUTE = 60_000;
const QUOTA = { max_active_per_member: 1000, max_active_per_team: 1000 };
const db = database(env.DB);

const withoutEngine = { ...env, ENGINE_URL: "http://127.0.0.1:9" };

/** The owner at an engine that does not answer: the real one is shared with the tests of other files. */
function contextOf({ team_id, user_id }: Person, now: number): ServiceContext {
  return {
    env: withoutEngine,
    viewer: {
      kind: "member",
      user_id,
      name: "Owner",
      team_id,
      role: "owner",
      token: null,
      session_id: null,
    },
    now,
    request_id: "r",
    origin: "http://127.0.0.1:8787",
    address: null,
  };
}

async function abandoned(owner: Person, now: number): Promise<string> {
  const record = { ...recordOf(owner), created_at: now - 10 * MINUTE };
  await insertSandbox(db, record, QUOTA);
  return record.id;
}

test("the engine is shown beside the records, and the last run with its age", async () => {
  const owner = await makeOwner();
  const { id } = (await launch(owner, { name: "counted" })).body.sandbox;
  const before = await call(owner, "GET", "/reconciliation");
  expect(before.body).toMatchObject({ last_run: null, running: false, findings: [] });
  expect(before.body).toMatchObject({ engine: { name: "local", ok: true, problem: null } });
  expect(before.body).toMatchObject({ recorded_active: 1, cursor: null });
  // The engine is shared with the tests of other files, whose sandboxes it has too.
  expect(before.body.in_engine).toBeGreaterThanOrEqual(1);

  const now = Date.now();
  // Set up long ago, and no run has ended since.
  await env.DB.prepare("UPDATE teams SET created_at = ?")
    .bind(now - OVERDUE_MS - 1)
    .run();
  expect((await call(owner, "GET", "/reconciliation")).body.overdue).toBe(true);
  await reconcile(env, ok(showing([id]).engine), now);
  const { body } = await call(owner, "GET", "/reconciliation");
  expect(body).toMatchObject({
    overdue: false,
    last_run: { at: new Date(now).toISOString(), counts: {}, failures: [] },
  });
  const late = await getReconciliation(contextOf(owner, now + OVERDUE_MS + 1));
  expect(late).toMatchObject({ ok: true, value: { overdue: true } });
  await discard(owner, "counted");
});

test("findings are pages, newest first, of one's own team alone", async () => {
  const [owner, stranger] = [await makeOwner(), await makeOwner()];
  const now = Date.now();
  const ids: string[] = [];
  for (let index = 0; index < 3; index++) {
    ids.unshift(await abandoned(owner, now));
    await reconcile(env, ok(showing([]).engine), now + index);
  }
  const first = (await call(owner, "GET", "/reconciliation?limit=2")).body;
  const second = (await call(owner, "GET", `/reconciliation?limit=2&cursor=${first.cursor}`)).body;
  const found = [...first.findings, ...second.findings];
  expect(found.map(({ sandbox_id }) => sandbox_id)).toEqual(ids);
  expect(found[0]).toEqual({
    at: new Date(now + 2).toISOString(),
    action: "launch.abandoned",
    sandbox_id: ids[0],
    data: {},
  });
  expect(second.cursor).toBeNull();
  expect((await call(stranger, "GET", "/reconciliation")).body.findings).toEqual([]);
});

test("run now answers what it found, says that the engine is down, and is in the audit log", async () => {
  const owner = await makeOwner();
  const now = Date.now();
  const id = await abandoned(owner, now);
  const ran = await runReconciliation(contextOf(owner, now));
  expect(ran).toMatchObject({
    ok: true,
    value: {
      findings: [{ action: "launch.abandoned", sandbox_id: id }],
      run: {
        counts: { "launch.abandoned": 1 },
        failures: ["The engine can't be asked what it runs: The local engine does not answer."],
      },
    },
  });
  expect(await getReconciliation(contextOf(owner, now))).toMatchObject({
    ok: true,
    value: { in_engine: null, engine: { name: "local", ok: false, problem: { retryable: true } } },
  });
  const { items } = (await call(owner, "GET", "/audit")).body;
  expect(items).toMatchObject([
    { action: "reconciliation.run", outcome: "done" },
    { action: "launch.abandoned" },
  ]);
});

test("while a run is under way another one is refused with 409, and shown as running", async () => {
  const owner = await makeOwner();
  await env.DB.prepare("INSERT OR REPLACE INTO reconciliation (id, busy_until) VALUES (1, ?)")
    .bind(Date.now() + MINUTE)
    .run();
  expect(await call(owner, "POST", "/reconciliation")).toMatchObject({
    status: 409,
    body: { reason_code: "reconciliation_running", retryable: true },
  });
  expect((await call(owner, "GET", "/reconciliation")).body.running).toBe(true);
});
