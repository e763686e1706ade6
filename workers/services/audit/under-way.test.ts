import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { listAudit } from "../../data/audit.ts";
import { database } from "../../data/database.ts";
import { interruptAbandonedDeeds, keepDeedAlive } from "../../data/deeds-under-way.ts";
import type { Viewer } from "../../domain/access.ts";
import { ok, refuse } from "../../domain/refusal.ts";
import { runScheduled } from "../../scheduled.ts";
import { makeTeam, NOW } from "../../testing/rows.ts";
import type { ServiceContext } from "../context.ts";
import { audited, type Deed } from "./audit-trail.ts";

const db = database(env.DB);
const deed: Deed = { action: "policy.patched", target: "policy", data: { fields: ["a"] } };
let context: ServiceContext;

beforeEach(async () => {
  const { team_id, user_id } = await makeTeam();
  const viewer: Viewer = {
    ...{ kind: "member", user_id, name: "Ann", team_id, role: "owner", token: null, session_id: null },
  };
  const [request_id, address] = [crypto.randomUUID(), "192.0.2.9"];
  context = { env, viewer, now: NOW, request_id, origin: env.PUBLIC_URL, address };
});

async function entries() {
  const { items } = await listAudit(db, { team_id: context.viewer.team_id, limit: 100 });
  return items.map(({ action, outcome }) => ({ action, outcome }));
}

async function underWay(): Promise<number> {
  const query = env.DB.prepare("SELECT count(*) AS count FROM deeds_under_way WHERE team_id = ?");
  return (await query.bind(context.viewer.team_id).first<number>("count")) ?? 0;
}

/** As if the request that is at it had been silent for so long. */
async function silentFor(ms: number): Promise<void> {
  await env.DB.prepare("UPDATE deeds_under_way SET alive_at = alive_at - ? WHERE team_id = ?")
    .bind(ms, context.viewer.team_id)
    .run();
}

/** A change whose server goes down: its work begins and never comes back. Answers what lets it go on after all. */
async function cutOff(): Promise<{ goOn: () => void; end: Promise<unknown> }> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const end = audited(context, deed, async () => {
    begun.resolve();
    await promise;
    return ok(null);
  });
  await begun.promise;
  return { goOn: resolve, end };
}

test("what is done is noted before it begins, and ends with its one entry", async () => {
  await audited(context, deed, async () => {
    expect([await underWay(), await entries()]).toEqual([1, []]);
    return ok(null);
  });
  await audited(context, deed, async () => refuse({ reason_code: "no", message: "No.", retryable: false }));
  expect(await entries()).toEqual([
    { action: "policy.patched", outcome: "refused" },
    { action: "policy.patched", outcome: "done" },
  ]);
  expect(await underWay()).toBe(0);
});

test("work that throws leaves an entry at once, and its error goes on", async () => {
  const work = () => audited(context, deed, () => Promise.reject(new Error("a bug")));
  await expect(work()).rejects.toThrow("a bug");
  const { items } = await listAudit(db, { team_id: context.viewer.team_id, limit: 10 });
  const { user_id } = context.viewer;
  expect(items).toMatchObject([
    {
      ...{
        action: "policy.patched",
        outcome: "interrupted",
        target: "policy",
        at: NOW,
        address: "192.0.2.9",
      },
      actor: { kind: "user", id: user_id, label: "Ann" },
      data: { fields: ["a"], request_id: context.request_id },
    },
  ]);
  expect(await underWay()).toBe(0);
});

describe("C7: work that never ends", () => {
  test("is told by the cron, once, however many sweep at once, and with when it was begun", async () => {
    const { goOn, end } = await cutOff();
    await silentFor(200_000);
    await Promise.all(Array.from({ length: 8 }, () => interruptAbandonedDeeds(db)));
    await runScheduled(env, Date.now());
    expect(await entries()).toEqual([{ action: "policy.patched", outcome: "interrupted" }]);
    expect(await underWay()).toBe(0);
    // Not gone after all: what came of it is told too, in this order.
    goOn();
    await end;
    expect(await entries()).toEqual([
      { action: "policy.patched", outcome: "done" },
      { action: "policy.patched", outcome: "interrupted" },
    ]);
  });

  test("is not taken for gone while somebody says that they are at it", async () => {
    const { goOn, end } = await cutOff();
    await interruptAbandonedDeeds(db);
    expect(await underWay()).toBe(1);
    await silentFor(200_000);
    const id = await env.DB.prepare("SELECT id FROM deeds_under_way WHERE team_id = ?")
      .bind(context.viewer.team_id)
      .first<string>("id");
    await keepDeedAlive(db, id ?? "");
    await interruptAbandonedDeeds(db);
    expect([await underWay(), await entries()]).toEqual([1, []]);
    goOn();
    await end;
    expect(await entries()).toEqual([{ action: "policy.patched", outcome: "done" }]);
  });
});

describe("a disk that is full", () => {
  const full = (trigger: string) =>
    env.DB.prepare(
      `CREATE TRIGGER disk_full BEFORE INSERT ON ${trigger} BEGIN SELECT RAISE(ABORT, 'database or disk is full: SQLITE_FULL'); END`,
    ).run();
  afterEach(async () => {
    await env.DB.prepare("DROP TRIGGER IF EXISTS disk_full").run();
  });

  test("before it begins: nothing is done, and the refusal says so", async () => {
    await full("deeds_under_way");
    let worked = false;
    const result = await audited(context, deed, async () => {
      worked = true;
      return ok(null);
    });
    expect(worked).toBe(false);
    const refusal = { reason_code: "server_disk_full", message: expect.stringMatching(/Nothing was done/) };
    expect(result).toMatchObject({ ok: false, refusal });
  });

  test("once it is done: it stays noted, the request fails, and its entry comes when there is space", async () => {
    await full("audit");
    await expect(audited(context, deed, async () => ok(null))).rejects.toThrow();
    expect([await underWay(), await entries()]).toEqual([1, []]);
    await env.DB.prepare("DROP TRIGGER disk_full").run();
    await silentFor(200_000);
    await runScheduled(env, Date.now());
    expect(await entries()).toEqual([{ action: "policy.patched", outcome: "interrupted" }]);
  });
});

test("nobody takes a deed away unseen, or makes another of it", async () => {
  const { goOn, end } = await cutOff();
  const run = (query: string) => env.DB.prepare(query).bind(context.viewer.team_id).run();
  for (const column of ["team_id", "at", "actor_id", "actor_label", "action", "target", "data"]) {
    const change = run(`UPDATE deeds_under_way SET ${column} = '0' WHERE team_id = ?`);
    await expect(change, column).rejects.toThrow(/never changed/);
  }
  const replace = run(
    "INSERT OR REPLACE INTO deeds_under_way SELECT * FROM deeds_under_way WHERE team_id = ?",
  );
  await expect(replace).rejects.toThrow(/never replaced/);
  await run("DELETE FROM deeds_under_way WHERE team_id = ?");
  expect(await entries()).toEqual([{ action: "policy.patched", outcome: "interrupted" }]);
  goOn();
  await end;
});
