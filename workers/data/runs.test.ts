import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, test } from "vitest";
import { NO_TEARDOWN } from "../domain/policy.ts";
import type { NumberedRun } from "../domain/usage/runs.ts";
import { dayOf } from "../domain/usage/usage.ts";
import { makeTeam, NOW, recordOf } from "../testing/rows.ts";
import { database } from "./database.ts";
import { recordRun, runsSince } from "./runs.ts";
import { claimActive, insertSandbox, projectSandbox } from "./sandboxes.ts";
import { noteStorage, recordStored, storedByDay, storedNow } from "./storage-use.ts";

const db = database(env.DB);
const PLENTY = { max_active_per_member: 100, max_active_per_team: 100 };

test("runs that are told again, late and in any order make the same sums", async () => {
  const deliveries = fc.array(fc.record({ n: fc.integer({ min: 1, max: 4 }), ended: fc.boolean() }), {
    minLength: 1,
    maxLength: 16,
  });
  await fc.assert(
    fc.asyncProperty(deliveries, async (told) => {
      const { team_id, user_id } = await makeTeam();
      const sandbox = { id: crypto.randomUUID(), team_id };
      const run = (n: number, ended: boolean): NumberedRun => ({
        n,
        generation: n,
        owner_id: user_id,
        started_at: NOW + n * 1000,
        ended_at: ended ? NOW + n * 1000 + 500 : null,
      });
      for (const { n, ended } of told) await recordRun(db, sandbox, run(n, ended));
      const rows = await runsSince(db, team_id, 0);
      const known = [...new Set(told.map(({ n }) => n))].sort();
      expect(rows.toSorted((a, b) => a.started_at - b.started_at)).toEqual(
        known.map((n) => {
          const ended = told.some((one) => one.n === n && one.ended);
          const { owner_id, started_at, ended_at } = run(n, ended);
          return { owner_id, started_at, ended_at };
        }),
      );
    }),
    { numRuns: 25 },
  );
});

test("only what went on since a moment is read, by an index", async () => {
  const { team_id, user_id } = await makeTeam();
  const sandbox = { id: crypto.randomUUID(), team_id };
  const common = { generation: 1, owner_id: user_id };
  await recordRun(db, sandbox, { ...common, n: 1, started_at: NOW, ended_at: NOW + 10 });
  await recordRun(db, sandbox, { ...common, n: 2, started_at: NOW, ended_at: null });
  expect(await runsSince(db, team_id, NOW + 10)).toMatchObject([{ ended_at: null }]);
  expect(await runsSince(db, team_id, NOW + 9)).toHaveLength(2);
  const plan = await env.DB.prepare(
    `EXPLAIN QUERY PLAN SELECT owner_id, started_at, ended_at FROM runs
     WHERE team_id = ? AND coalesce(ended_at, 9007199254740991) > ?`,
  )
    .bind(team_id, NOW)
    .all<{ detail: string }>();
  expect(plan.results[0]?.detail).toContain("runs_by_end");
});

test("what is stored is known by owner now, and written down once a day", async () => {
  const owner = await makeTeam();
  const record = recordOf(owner, { version: 0 });
  await insertSandbox(db, record, PLENTY);
  await recordStored(db, { id: record.id, version: 3 }, 100);
  expect(await storedNow(db, owner.team_id)).toEqual([{ owner_id: owner.user_id, bytes: 100 }]);
  const day = dayOf(NOW);
  await noteStorage(db, day, 30);
  await recordStored(db, { id: record.id, version: 4 }, 250);
  await noteStorage(db, day, 30);
  await noteStorage(db, day + 1, 30);
  expect(await storedByDay(db, owner.team_id, day)).toEqual([
    { day, owner_id: owner.user_id, bytes: 100 },
    { day: day + 1, owner_id: owner.user_id, bytes: 250 },
  ]);
  await noteStorage(db, day + 31, 30);
  expect((await storedByDay(db, owner.team_id, day)).map((row) => row.day)).toEqual([day + 1, day + 31]);
});

test("what an older version says of storage changes nothing", async () => {
  const owner = await makeTeam();
  const record = recordOf(owner);
  await insertSandbox(db, record, PLENTY);
  await env.DB.prepare("UPDATE sandboxes SET version = 5 WHERE id = ?").bind(record.id).run();
  await recordStored(db, { id: record.id, version: 5 }, 70);
  await recordStored(db, { id: record.id, version: 4 }, 10);
  expect(await storedNow(db, owner.team_id)).toEqual([{ owner_id: owner.user_id, bytes: 70 }]);
});

test("a team that keeps as much as it may launches nothing new, and loses nothing by it", async () => {
  const owner = await makeTeam();
  const quota = { ...PLENTY, max_storage_gb: 1 };
  const first = recordOf(owner);
  expect(await insertSandbox(db, first, quota)).toBe("inserted");
  await recordStored(db, { id: first.id, version: 1 }, 1024 ** 3 - 1);
  const second = recordOf(owner);
  expect(await insertSandbox(db, second, quota)).toBe("inserted");
  await recordStored(db, { id: second.id, version: 1 }, 1);
  expect(await insertSandbox(db, recordOf(owner), quota)).toBe("quota_storage");
  expect(await insertSandbox(db, recordOf(owner), { ...quota, max_storage_gb: 0 })).toBe("inserted");
  await projectSandbox(db, { ...first, version: 2, state: "destroyed" }, NO_TEARDOWN, NOW);
  expect(await claimActive(db, first, quota, NOW)).toBe("claimed");
});
