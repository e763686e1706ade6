import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { makeMember, makeTeam, NOW } from "../testing/rows.ts";
import { database } from "./database.ts";
import { tokenPage, workingLines } from "./token-page.ts";
import { createToken, createTokenWith, revokeToken } from "./tokens.ts";

const db = database(env.DB);
const scopes = ["sandboxes:read"] as const;

/** A team's owner with so many tokens, three of each moment. */
async function makeTokens(count: number) {
  const owner = await makeTeam();
  const ids = Array.from({ length: count }, (_, index) => `tok_${index}_${crypto.randomUUID()}`);
  for (const [index, id] of ids.entries()) {
    const created_at = NOW + Math.floor(index / 3);
    await createToken(db, { id, ...owner, name: `ci ${index}`, scopes, created_at, expires_at: null });
  }
  return { ...owner, ids };
}

test("tokens are given page by page, each once; those that ended only where they are asked for", async () => {
  const { team_id, ids } = await makeTokens(11);
  const later = NOW + 1_000;
  await revokeToken(db, team_id, ids[4]!, later);
  const list = async (ended: boolean, q?: string) => {
    const seen: string[] = [];
    let cursor: Parameters<typeof tokenPage>[1]["cursor"];
    do {
      const page = await tokenPage(db, { team_id, ended, q, cursor, limit: 3 }, later);
      expect(page.items.length).toBeLessThanOrEqual(3);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    return seen;
  };
  const working = await list(false);
  expect(working).toHaveLength(10);
  expect(new Set(working)).toEqual(new Set(ids.filter((id) => id !== ids[4])));
  expect(await list(true)).toEqual([ids[4]]);
  expect(await list(false, "CI 10")).toEqual([ids[10]]);
  expect(await list(true, "ci 10")).toEqual([]);
});

test("a list is of one person or of the whole team, and of no other", async () => {
  const { team_id, user_id, ids } = await makeTokens(2);
  await makeTokens(2);
  const other = { team_id, user_id: await makeMember(team_id, "member") };
  await createToken(db, {
    id: `tok_${crypto.randomUUID()}`,
    ...other,
    name: "theirs",
    scopes,
    created_at: NOW,
    expires_at: NOW + 1,
  });
  const asked = { team_id, ended: false, limit: 50 };
  expect((await tokenPage(db, asked, NOW)).items).toHaveLength(3);
  expect((await tokenPage(db, asked, NOW + 1)).items).toHaveLength(2);
  const own = await tokenPage(db, { ...asked, user_id }, NOW);
  expect(own.items.map(({ id }) => id)).toEqual([ids[1], ids[0]]);
  expect(own.items[0]).toMatchObject({ name: "ci 1", scopes, made_with_name: null });
});

test("a token is listed with what made it, and with those of its line that still work", async () => {
  const { team_id, user_id, ids } = await makeTokens(1);
  const make = async (name: string, made_with: string) => {
    const token = {
      id: `tok_${crypto.randomUUID()}`,
      team_id,
      user_id,
      name,
      scopes,
      created_at: NOW,
      expires_at: null,
    };
    const made = await createTokenWith(db, made_with, token, 100);
    if (typeof made === "string") throw new Error(made);
    return made.token.id;
  };
  const child = await make("child", ids[0]!);
  const ended = await make("ended", child);
  const grandchild = await make("grandchild", child);
  await revokeToken(db, team_id, ended, NOW);
  const lines = await workingLines(db, [ids[0]!, child, grandchild], NOW);
  expect(lines.get(ids[0]!)).toEqual(["child", "grandchild"]);
  expect(lines.get(child)).toEqual(["grandchild"]);
  expect(lines.get(grandchild)).toBeUndefined();
  const { items } = await tokenPage(db, { team_id, ended: false, limit: 50 }, NOW);
  expect(items.find(({ id }) => id === child)?.made_with_name).toBe("ci 0");
});
