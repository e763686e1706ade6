import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { database } from "../../data/database.ts";
import { user } from "../../data/schema/auth.ts";
import { members } from "../../data/schema/team.ts";
import type { Role } from "../../domain/access.ts";
import { makeTeam, NOW } from "../../testing/rows.ts";
import type { ServiceContext } from "../context.ts";
import { listMemberPage, removalOf } from "./member-page.ts";

const db = database(env.DB);

/** As one of the team sees it. */
function as(team_id: string, user_id: string, role: Role): ServiceContext {
  const viewer = {
    kind: "member" as const,
    user_id,
    name: "Somebody",
    team_id,
    role,
    token: null,
    session_id: null,
  };
  return { env, viewer, now: NOW, request_id: "r", origin: "https://sandbar.example", address: null };
}

/** A team and so many more, who joined one after the other; some at the same time. */
async function makeTeamOf(count: number) {
  const { team_id, user_id: owner } = await makeTeam();
  const ids = Array.from({ length: count }, () => `user_${crypto.randomUUID()}`);
  const at = new Date(NOW);
  for (const [index, id] of ids.entries()) {
    const email = `${index}-${id}@harbour.example`;
    await db.insert(user).values({ id, name: `Person ${index}`, email, createdAt: at, updatedAt: at });
    const row = { team_id, user_id: id, role: "member", created_at: NOW + Math.floor(index / 3) } as const;
    await db.insert(members).values(row);
  }
  return { team_id, owner, ids };
}

test("a list of members is given page by page, everybody once, with what there is to know of the whole team", async () => {
  const { team_id, owner, ids } = await makeTeamOf(25);
  const context = as(team_id, owner, "owner");
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listMemberPage(context, { cursor, limit: 4 });
    if (!page.ok) throw new Error(page.refusal.message);
    expect(page.value).toMatchObject({ members: 26, owners: 1 });
    expect(page.value.items.length).toBeLessThanOrEqual(4);
    seen.push(...page.value.items.map(({ user_id }) => user_id));
    cursor = page.value.next_cursor ?? undefined;
  } while (cursor);
  expect(seen).toHaveLength(26);
  expect(new Set(seen)).toEqual(new Set([owner, ...ids]));
});

test("somebody is found by name, and by address only where addresses are shown", async () => {
  const { team_id, owner, ids } = await makeTeamOf(12);
  const found = async (context: ServiceContext, q: string) => {
    const page = await listMemberPage(context, { q });
    if (!page.ok) throw new Error(page.refusal.message);
    return page.value.items.map(({ name }) => name);
  };
  const asOwner = as(team_id, owner, "owner");
  const asMember = as(team_id, ids[0]!, "member");
  expect(await found(asOwner, "PERSON 11")).toEqual(["Person 11"]);
  expect(await found(asOwner, "7-user_")).toEqual(["Person 7"]);
  expect(await found(asMember, "person 11")).toEqual(["Person 11"]);
  expect(await found(asMember, "harbour")).toEqual([]);
  // What a pattern would read as anything, and what is longer than one may be.
  expect(await found(asOwner, "%")).toEqual([]);
  expect(await found(asOwner, "x".repeat(100))).toEqual([]);
});

test("who may get what somebody leaves is asked for one person, by whoever may remove them", async () => {
  const { team_id, owner, ids } = await makeTeamOf(3);
  const asOwner = as(team_id, owner, "owner");
  expect(await removalOf(asOwner, ids[0]!)).toEqual({
    user_id: ids[0],
    name: "Person 0",
    sandboxes: 0,
    heirs: [],
  });
  expect(await removalOf(asOwner, owner)).toBeNull();
  expect(await removalOf(asOwner, "user_of_nobody")).toBeNull();
  expect(await removalOf(as(team_id, ids[1]!, "member"), ids[0]!)).toBeNull();
  expect(await removalOf(as(team_id, ids[1]!, "admin"), owner)).toBeNull();
});
