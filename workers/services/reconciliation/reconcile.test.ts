import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { database } from "../../data/database.ts";
import { listFindings } from "../../data/findings.ts";
import { readRuns } from "../../data/reconciliation-runs.ts";
import { findSandboxById, insertSandbox } from "../../data/sandboxes.ts";
import { ok } from "../../domain/refusal.ts";
import { EngineError, type SandboxEngine } from "../../engines/engine.ts";
import { LocalEngine } from "../../engines/local.ts";
import { runningSince, showing } from "../../testing/engines.ts";
import { call, discard, launch, makeOwner, type Person } from "../../testing/people.ts";
import { makeTeam, recordOf } from "../../testing/rows.ts";
import { reconcile } from "./reconcile.ts";

const MINUTE = 60_000;
const QUOTA = { max_active_per_member: 1000, max_active_per_team: 1000 };
const db = database(env.DB);

/** Rows of launches that never arrived; ids in order of age. */
async function abandoned(owner: Pick<Person, "team_id" | "user_id">, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const record = { ...recordOf(owner), created_at: Date.now() - 60 * MINUTE + index };
    await insertSandbox(db, record, QUOTA);
    ids.push(record.id);
  }
  return ids;
}

test("a launch that never reached its sandbox gives its name and its place back", async () => {
  const owner = await makeOwner();
  const [id] = await abandoned(owner, 1);
  await reconcile(env, ok(showing([]).engine), Date.now());
  expect(await findSandboxById(db, id!)).toBeUndefined();
  const audit = (await call(owner, "GET", `/audit?target=sandbox:${id}`)).body.items;
  expect(audit).toMatchObject([{ action: "launch.abandoned", actor: { kind: "system" } }]);
});

test("a launch that is on its way is left alone", async () => {
  const owner = await makeTeam();
  const record = { ...recordOf(owner), created_at: Date.now() - MINUTE / 2 };
  await insertSandbox(db, record, QUOTA);
  expect(await reconcile(env, ok(showing([]).engine), Date.now())).toMatchObject({ findings: [] });
  expect(await findSandboxById(db, record.id)).toBeDefined();
  await reconcile(env, ok(showing([]).engine), Date.now() + MINUTE);
});

test("the same launch, repeated, takes the place of one that never arrived", async () => {
  const owner = await makeOwner();
  const record = recordOf(owner, { name: "half" });
  await insertSandbox(db, record, QUOTA);
  const reply = await launch(owner, { name: "half" });
  expect(reply.body.sandbox).toMatchObject({ id: record.id, state: "running" });
  await discard(owner, "half");
});

test("C21: more rows than one run looks at are all looked at, the oldest first", async () => {
  const ids = await abandoned(await makeTeam(), 90);
  const left = async () => (await Promise.all(ids.map((id) => findSandboxById(db, id)))).filter((row) => row);
  const runs = [90, 50, 10, 0];
  for (const [index, expected] of runs.entries()) {
    expect(await left()).toHaveLength(expected);
    if (expected > 0) expect((await left()).at(-1)?.record.id).toBe(ids.at(-1));
    await reconcile(env, ok(showing([]).engine), Date.now() + index);
  }
});

test("C23: an engine that can't be asked is said, nothing counts as gone, and the rest is looked at", async () => {
  const owner = await makeOwner();
  const { id } = (await launch(owner, { name: "kept" })).body.sandbox;
  const down = new EngineError({ reason_code: "engine_unreachable", message: "down", retryable: true });
  const elsewhere = async () => new Response("<h1>Not found</h1>", { status: 404 });
  const nonsense = async () => Response.json({});
  const wrong = [elsewhere, nonsense].map(
    (answer) => new LocalEngine({ url: "http://127.0.0.1:1", token: "t", fetch: answer }),
  );
  const broken = Object.create(showing([]).engine, { list: { value: async () => Promise.reject(down) } });
  for (const [index, engine] of [broken as SandboxEngine, ...wrong].entries()) {
    const [lost] = await abandoned(owner, 1);
    const done = await reconcile(env, ok(engine), Date.now() + (10 + index) * MINUTE);
    expect(done?.run.failures).toEqual([
      { team_id: null, message: expect.stringContaining("The engine can't be asked what it runs") },
    ]);
    expect(done?.findings).toMatchObject([{ action: "launch.abandoned", sandbox_id: lost }]);
  }
  expect((await call(owner, "GET", "/sandboxes/kept")).body).toMatchObject({ id, state: "running" });
  await discard(owner, "kept");
});

test("what one run came to is kept for people: when, how long, what was found and what failed", async () => {
  const { team_id, user_id } = await makeTeam();
  await abandoned({ team_id, user_id }, 2);
  const at = Date.now();
  const clock = [5, 47].values();
  await reconcile(env, ok(showing([]).engine), at, () => clock.next().value ?? 0);
  const { last, running } = await readRuns(db, at + 1);
  expect(last).toEqual({ at, duration_ms: 42, counts: { "launch.abandoned": 2 }, failures: [] });
  expect(running).toBe(false);
});

test("two runs at once: one works, the other leaves it alone", async () => {
  const owner = await makeTeam();
  const ids = await abandoned(owner, 5);
  const runs = await Promise.all([1, 2, 3].map(() => reconcile(env, ok(showing([]).engine), Date.now())));
  expect(runs.filter((run) => run !== null)).toHaveLength(1);
  const { items } = await listFindings(db, { team_id: owner.team_id, limit: 50 });
  expect(items.map(({ sandbox_id }) => sandbox_id).sort()).toEqual(ids.sort());
});

test("two runs that overlap, because the first one took too long, find everything once", async () => {
  const owner = await makeTeam();
  const ids = await abandoned(owner, 5);
  const shown = showing([], [runningSince("slow-orphan", 10 * MINUTE)]);
  const second = () => reconcile(env, ok(shown.engine), Date.now() + 6 * MINUTE);
  let overlapping: ReturnType<typeof second> | undefined;
  const list = () => {
    overlapping ??= second();
    return shown.engine.list();
  };
  const first = reconcile(env, ok(Object.create(shown.engine, { list: { value: list } })), Date.now());
  expect(await first).not.toBeNull();
  expect(await overlapping).not.toBeNull();
  const { items } = await listFindings(db, { team_id: owner.team_id, limit: 50 });
  const abandonedOnes = items.filter(({ action }) => action === "launch.abandoned");
  expect(abandonedOnes.map(({ sandbox_id }) => sandbox_id).sort()).toEqual(ids.sort());
  expect((await readRuns(db, Date.now() + 6 * MINUTE)).running).toBe(false);
});
