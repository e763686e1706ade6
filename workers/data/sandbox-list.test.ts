import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { NO_TEARDOWN } from "../domain/policy.ts";
import { makeMember, makeTeam, NOW, recordOf } from "../testing/rows.ts";
import { database } from "./database.ts";
import { insertSandbox, listSandboxes, projectSandbox, type SandboxFilter } from "./sandboxes.ts";

const db = database(env.DB);
const PLENTY = { max_active_per_member: 10_000, max_active_per_team: 10_000 };

async function everyName(filter: Omit<SandboxFilter, "cursor">): Promise<{ names: string[]; pages: number }> {
  const names: string[] = [];
  let pages = 0;
  let cursor: SandboxFilter["cursor"];
  do {
    const page = await listSandboxes(db, { ...filter, cursor });
    names.push(...page.items.map(({ record }) => record.name));
    pages += 1;
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return { names, pages };
}

test("pages go on to the end, newest first, without gaps or repeats where times are equal (C21)", async () => {
  const owner = await makeTeam();
  for (let index = 0; index < 25; index += 1) {
    const id = `id-${String(index).padStart(2, "0")}-${owner.team_id}`;
    const record = recordOf(owner, { id, name: `n-${index}`, created_at: NOW + Math.floor(index / 10) });
    await insertSandbox(db, record, PLENTY);
  }
  const { names, pages } = await everyName({ team_id: owner.team_id, seen_by: null, limit: 4 });
  expect(names).toEqual(Array.from({ length: 25 }, (_, index) => `n-${24 - index}`));
  expect(pages).toBe(7);
});

test("a page that ends exactly at the end names no next one", async () => {
  const owner = await makeTeam();
  for (const name of ["a", "b"]) await insertSandbox(db, recordOf(owner, { name }), PLENTY);
  const page = await listSandboxes(db, { team_id: owner.team_id, seen_by: null, limit: 2 });
  expect(page.items).toHaveLength(2);
  expect(page.next_cursor).toBeNull();
});

test("filters by state, owner and text; another team's are never listed", async () => {
  const owner = await makeTeam();
  const { team_id } = owner;
  const other = { team_id, user_id: await makeMember(team_id, "member") };
  await insertSandbox(db, recordOf(await makeTeam(), { name: "alien" }), PLENTY);
  await insertSandbox(db, recordOf(owner, { name: "one" }), PLENTY);
  const repository = "https://example.com/50%_off.git";
  await insertSandbox(db, recordOf(other, { name: "two", repository }), PLENTY);
  const running = recordOf(other, { name: "three" });
  await insertSandbox(db, running, PLENTY);
  await projectSandbox(db, { ...running, version: 1, state: "running" }, NO_TEARDOWN, NOW);

  const names = async (filter: Partial<SandboxFilter>) =>
    (await everyName({ team_id, seen_by: null, limit: 10, ...filter })).names.toSorted();
  expect(await names({})).toEqual(["one", "three", "two"]);
  expect(await names({ state: "running" })).toEqual(["three"]);
  expect(await names({ owner_id: other.user_id })).toEqual(["three", "two"]);
  expect(await names({ owner_id: other.user_id, state: "new" })).toEqual(["two"]);
  expect(await names({ q: "THR" })).toEqual(["three"]);
  expect(await names({ q: "50%_" })).toEqual(["two"]);
  expect(await names({ q: "%" })).toEqual(["two"]);
  expect(await names({ q: "' OR 1=1 --" })).toEqual([]);
});

test("a colleague's private sandboxes are not there, and pages stay full without them", async () => {
  const owner = await makeTeam();
  const { team_id } = owner;
  const other = { team_id, user_id: await makeMember(team_id, "member") };
  for (let index = 0; index < 12; index += 1) {
    const private_one = index % 3 === 0;
    const visibility = private_one ? "private" : "team";
    const changes = { name: `n-${index}`, visibility, created_at: NOW + index } as const;
    await insertSandbox(db, recordOf(index < 6 ? owner : other, changes), PLENTY);
  }
  const names = async (seen_by: string | null) =>
    (await everyName({ team_id, seen_by, limit: 4 })).names.map((name) => Number(name.slice(2)));
  expect(await names(null)).toHaveLength(12);
  expect(await names(other.user_id)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 2, 1]);
  expect(await names(owner.user_id)).toEqual([11, 10, 8, 7, 5, 4, 3, 2, 1, 0]);
  const page = await listSandboxes(db, { team_id, seen_by: owner.user_id, limit: 4 });
  expect(page.items.map(({ record }) => record.name)).toEqual(["n-11", "n-10", "n-8", "n-7"]);
  const theirs = { team_id, seen_by: owner.user_id, owner_id: other.user_id, q: "n-9", limit: 4 };
  expect((await listSandboxes(db, theirs)).items).toEqual([]);
});

test("pages are read from an index, however deep", async () => {
  const plan = await env.DB.prepare(
    `EXPLAIN QUERY PLAN SELECT record FROM sandboxes
     WHERE team_id = ? AND replaced_at IS NULL AND (created_at, id) < (?, ?)
     ORDER BY created_at DESC, id DESC LIMIT 50`,
  )
    .bind("team", NOW, "id")
    .all<{ detail: string }>();
  const details = plan.results.map(({ detail }) => detail).join("; ");
  expect(details).toContain("sandboxes_by_team");
  expect(details).not.toContain("TEMP B-TREE");
});

test("a search may be as long as the API takes it", async () => {
  const owner = await makeTeam();
  await insertSandbox(db, recordOf(owner, { name: `a${"b".repeat(59)}` }), PLENTY);
  const found = async (q: string) =>
    (await listSandboxes(db, { team_id: owner.team_id, seen_by: null, q, limit: 5 })).items.length;
  expect(await found("B".repeat(59))).toBe(1);
  expect(await found("_".repeat(200))).toBe(0);
});
