import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { NO_TEARDOWN } from "../domain/policy.ts";
import type { SandboxRecord } from "../domain/sandbox.ts";
import { makeMember, makeTeam, NOW, recordOf } from "../testing/rows.ts";
import { database } from "./database.ts";
import {
  activeSandboxes,
  claimActive,
  findSandboxByName,
  insertSandbox,
  projectSandbox,
  releaseActive,
  replaceSandbox,
} from "./sandboxes.ts";

const db = database(env.DB);
const PLENTY = { max_active_per_member: 100, max_active_per_team: 100 };

async function count(outcomes: readonly Promise<string>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const outcome of await Promise.all(outcomes)) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

test("of simultaneous launches no more than the member's quota are inserted", async () => {
  const owner = await makeTeam();
  const quota = { max_active_per_member: 5, max_active_per_team: 20 };
  const launches = Array.from({ length: 12 }, () => insertSandbox(db, recordOf(owner), quota));
  expect(await count(launches)).toEqual({ inserted: 5, quota_member: 7 });
});

test("the team's quota counts every member's", async () => {
  const owner = await makeTeam();
  const other = { team_id: owner.team_id, user_id: await makeMember(owner.team_id, "member") };
  const quota = { max_active_per_member: 5, max_active_per_team: 7 };
  const launches = [owner, other].flatMap((who) =>
    Array.from({ length: 5 }, () => insertSandbox(db, recordOf(who), quota)),
  );
  expect(await count(launches)).toEqual({ inserted: 7, quota_team: 3 });
});

test("a quota of 0 allows none", async () => {
  const owner = await makeTeam();
  const none = { max_active_per_member: 0, max_active_per_team: 20 };
  expect(await insertSandbox(db, recordOf(owner), none)).toBe("quota_member");
});

test("a name is taken once per team, and inserting the same sandbox again is no second one (C28)", async () => {
  const owner = await makeTeam();
  const record = recordOf(owner, { name: "demo" });
  expect(await insertSandbox(db, record, PLENTY)).toBe("inserted");
  expect(await insertSandbox(db, record, PLENTY)).toBe("inserted");
  expect(await insertSandbox(db, recordOf(owner, { name: "demo" }), PLENTY)).toBe("name_taken");
  expect(await insertSandbox(db, recordOf(await makeTeam(), { name: "demo" }), PLENTY)).toBe("inserted");
});

test("simultaneous launches of one name make one sandbox", async () => {
  const owner = await makeTeam();
  const launches = Array.from({ length: 8 }, () =>
    insertSandbox(db, recordOf(owner, { name: "demo" }), PLENTY),
  );
  expect(await count(launches)).toEqual({ inserted: 1, name_taken: 7 });
});

test("an older version never overwrites a newer one, in whatever order they arrive", async () => {
  const owner = await makeTeam();
  const record = recordOf(owner, { name: "demo" });
  await insertSandbox(db, record, PLENTY);
  const versions: SandboxRecord[] = [
    { ...record, version: 1, state: "provisioning" },
    { ...record, version: 2, state: "running" },
    { ...record, version: 3, state: "saving" },
  ];
  const changed = [];
  for (const version of [2, 0, 1, 2, 0]) {
    changed.push(await projectSandbox(db, versions[version]!, NO_TEARDOWN, NOW));
  }
  expect(changed).toEqual([true, false, false, false, false]);
  const found = await findSandboxByName(db, owner.team_id, "demo");
  expect(found?.record).toEqual(versions[2]);
});

test("a projection that arrives before launch's own row makes the row", async () => {
  const owner = await makeTeam();
  const record = recordOf(owner, { version: 4, state: "running" });
  expect(await projectSandbox(db, record, NO_TEARDOWN, NOW)).toBe(true);
  expect(await insertSandbox(db, { ...record, version: 0, state: "new" }, PLENTY)).toBe("inserted");
  expect((await findSandboxByName(db, owner.team_id, record.name))?.record.version).toBe(4);
});

test("destroyed sandboxes free the quota, and must get a place again to resume", async () => {
  const owner = await makeTeam();
  const quota = { max_active_per_member: 1, max_active_per_team: 20 };
  const place = { team_id: owner.team_id };
  const first = recordOf(owner);
  await insertSandbox(db, first, quota);
  await projectSandbox(db, { ...first, version: 1, state: "destroyed" }, NO_TEARDOWN, NOW);
  const second = recordOf(owner);
  expect(await insertSandbox(db, second, quota)).toBe("inserted");
  expect(await claimActive(db, { id: first.id, ...place }, quota, NOW)).toBe("quota_member");
  await projectSandbox(db, { ...second, version: 1, state: "destroyed" }, NO_TEARDOWN, NOW);
  const claims = [first, second].map(({ id }) => claimActive(db, { id, ...place }, quota, NOW));
  expect(await count(claims)).toEqual({ claimed: 1, quota_member: 1 });
  expect(await activeSandboxes(db, owner.team_id)).toHaveLength(1);
});

test("a place is given back only while the sandbox is still destroyed", async () => {
  const owner = await makeTeam();
  const quota = { max_active_per_member: 1, max_active_per_team: 1 };
  const record = recordOf(owner);
  await insertSandbox(db, record, quota);
  await releaseActive(db, record.id);
  expect(await insertSandbox(db, recordOf(owner), quota)).toBe("quota_team");
});

test("a destroyed sandbox can give its name away, a living one can't", async () => {
  const owner = await makeTeam();
  const record = recordOf(owner, { name: "demo" });
  await insertSandbox(db, record, PLENTY);
  expect(await replaceSandbox(db, record.id, NOW)).toBe(false);
  await projectSandbox(db, { ...record, version: 1, state: "destroyed" }, NO_TEARDOWN, NOW);
  expect(await replaceSandbox(db, record.id, NOW)).toBe(true);
  expect(await findSandboxByName(db, owner.team_id, "demo")).toBeUndefined();
  const successor = recordOf(owner, { name: "demo" });
  expect(await insertSandbox(db, successor, PLENTY)).toBe("inserted");
  expect((await findSandboxByName(db, owner.team_id, "demo"))?.record.id).toBe(successor.id);
});
