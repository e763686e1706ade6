import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { makeTeam, NOW } from "../testing/rows.ts";
import { database } from "./database.ts";
import {
  createToken,
  createTokenWith,
  findToken,
  isUsable,
  listTokens,
  revokeToken,
  touchToken,
} from "./tokens.ts";

const db = database(env.DB);

async function makeToken(expires_at: number | null = null) {
  const owner = await makeTeam();
  const id = crypto.randomUUID();
  const made = { id, ...owner, name: "ci", scopes: ["sandboxes:read"] as const, created_at: NOW, expires_at };
  return { ...(await createToken(db, made)), owner };
}

test("a token is found by its secret, and stored only as a hash", async () => {
  const { secret, token } = await makeToken();
  expect(secret).toMatch(/^sbx_[A-Za-z0-9_-]{43}$/);
  expect(await findToken(db, secret)).toEqual(token);
  const stored = JSON.stringify((await env.DB.prepare("SELECT * FROM tokens").all()).results);
  expect(stored).not.toContain(secret);
  expect(stored).toContain(token.prefix);
});

test("what is no token, or another's, finds nothing", async () => {
  const { secret } = await makeToken();
  for (const other of ["", "sbx_", `${secret}x`, secret.slice(0, -1), secret.toUpperCase(), "' OR 1=1 --"]) {
    expect(await findToken(db, other)).toBeUndefined();
  }
});

test("an expired or revoked token is not usable", async () => {
  const { secret, token, owner } = await makeToken(NOW + 1_000);
  expect(isUsable(token, NOW + 999)).toBe(true);
  expect(isUsable(token, NOW + 1_000)).toBe(false);
  expect(await revokeToken(db, owner.team_id, token.id, NOW + 5)).toEqual({ tokens: [], shares: 0 });
  expect(await revokeToken(db, owner.team_id, token.id, NOW + 6)).toBeUndefined();
  const revoked = await findToken(db, secret);
  expect(revoked?.revoked_at).toBe(NOW + 5);
  expect(isUsable(revoked!, NOW + 10)).toBe(false);
});

test("a token that was just revoked makes none, nor does one that ended with it", async () => {
  const { token, owner } = await makeToken();
  const more = {
    ...owner,
    name: "more",
    scopes: ["sandboxes:read"] as const,
    created_at: NOW,
    expires_at: null,
  };
  const child = await createTokenWith(db, token.id, { ...more, id: crypto.randomUUID() }, 100);
  if (typeof child === "string") throw new Error(child);
  expect(child.token.made_with).toBe(token.id);
  const ended = await revokeToken(db, owner.team_id, token.id, NOW);
  expect(ended).toEqual({ tokens: [{ id: child.token.id, name: "more" }], shares: 0 });
  for (const made_with of [token.id, child.token.id])
    expect(await createTokenWith(db, made_with, { ...more, id: crypto.randomUUID() }, 100)).toBe(
      "maker_revoked",
    );
});

test("another team can't revoke it, nor what was made with it", async () => {
  const { token, owner, secret } = await makeToken();
  const more = {
    ...owner,
    name: "more",
    scopes: ["sandboxes:read"] as const,
    created_at: NOW,
    expires_at: null,
  };
  const child = await createTokenWith(db, token.id, { ...more, id: crypto.randomUUID() }, 100);
  if (typeof child === "string") throw new Error(child);
  expect(await revokeToken(db, (await makeTeam()).team_id, token.id, NOW)).toBeUndefined();
  for (const one of [secret, child.secret]) expect((await findToken(db, one))?.revoked_at).toBeNull();
});

test("the last use is written at most once a minute", async () => {
  const { secret } = await makeToken();
  const uses = [NOW, NOW + 59_999, NOW + 60_000];
  const seen = [];
  for (const now of uses) {
    await touchToken(db, (await findToken(db, secret))!, now);
    seen.push((await findToken(db, secret))!.last_used_at);
  }
  expect(seen).toEqual([NOW, NOW, NOW + 60_000]);
});

test("the list shows what people need, never a hash", async () => {
  const { token, owner } = await makeToken();
  const listed = await listTokens(db, owner.team_id, owner.user_id);
  expect(listed).toEqual([{ ...token, user_name: "owner" }]);
  expect(Object.keys(listed[0]!)).not.toContain("hash");
});

test("somebody has at most so many tokens that work, also when they are made at once; ended ones are not counted", async () => {
  const owner = await makeTeam();
  const token = {
    ...owner,
    name: "ci",
    scopes: ["sandboxes:read"] as const,
    created_at: NOW,
    expires_at: null,
  };
  const make = (more: { created_at?: number; expires_at?: number } = {}) =>
    createTokenWith(db, null, { ...token, ...more, id: crypto.randomUUID() }, 3);
  const made = await Promise.all([make({ expires_at: NOW + 10 }), make(), make(), make(), make()]);
  expect(made.filter((one) => one === "too_many")).toHaveLength(2);
  expect(await make({ created_at: NOW + 9 })).toBe("too_many");
  expect(await make({ created_at: NOW + 10 })).not.toBe("too_many");
  const [, second] = made;
  if (typeof second !== "object") throw new Error("not made");
  await revokeToken(db, owner.team_id, second.token.id, NOW + 11);
  expect(await make({ created_at: NOW + 11 })).not.toBe("too_many");
  // Of another team, and of somebody else, there are none yet.
  expect(
    await createTokenWith(db, null, { ...token, ...(await makeTeam()), id: crypto.randomUUID() }, 1),
  ).not.toBe("too_many");
});
