import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { identify } from "../../auth/viewer.ts";
import { database } from "../../data/database.ts";
import { createReset, findReset } from "../../data/password-resets.ts";
import type { Result } from "../../domain/refusal.ts";
import { ORIGIN, PASSWORD, signInAs } from "../../testing/requests.ts";
import { makeMember, makeTeam } from "../../testing/rows.ts";
import { changePassword, endMyOtherSessions, endMySession, ownAccount, renameMyself } from "./own-account.ts";
import { unlinkProvider } from "./own-providers.ts";
import { type OwnAccount, ownAccountOf } from "./own-session.ts";
import { setUp } from "./setup.ts";

const EMAIL = "ann@example.com";
let password = PASSWORD;
const at = (cookie: string) =>
  new Request(ORIGIN, { headers: { cookie, "user-agent": "Firefox/140.0 (X11; Linux)" } });

beforeAll(async () => {
  const input = { setup_token: env.SETUP_TOKEN, team: "T", name: "Ann", email: EMAIL, password };
  await setUp({ env, now: Date.now(), address: null }, input);
});

beforeEach(async () => {
  await env.DB.batch([env.DB.prepare("DELETE FROM rate_limit"), env.DB.prepare("DELETE FROM attempts")]);
});

async function viewerOf(cookie: string) {
  const found = await identify(at(cookie), env, createExecutionContext(), Date.now());
  return found.ok ? found.value.viewer : null;
}

async function own(cookie: string): Promise<OwnAccount> {
  const viewer = await viewerOf(cookie);
  const found = viewer && (await ownAccountOf(env, at(cookie), viewer, Date.now()));
  if (!found?.ok) throw new Error("nobody is signed in");
  return found.value;
}

const reasonOf = (result: Result<unknown>) => (result.ok ? "ok" : result.refusal.reason_code);
const stillIn = async (...cookies: string[]) =>
  Promise.all(cookies.map(async (cookie) => (await viewerOf(cookie)) !== null));

test("an account is its person's, not an API token's", async () => {
  const viewer = await viewerOf(await signInAs(EMAIL));
  if (!viewer) throw new Error("nobody is signed in");
  const token = { ...viewer, session_id: null, token: { token_id: "t", scopes: ["admin"] as const } };
  expect(reasonOf(await ownAccountOf(env, at(""), token, Date.now()))).toBe("session_needed");
});

test("sessions are listed, the one that asks among them, and any other is ended", async () => {
  const [mine, other] = [await signInAs(EMAIL), await signInAs(EMAIL)];
  const account = await ownAccount(await own(mine));
  expect(account.sessions.filter(({ current }) => current)).toHaveLength(1);
  const there = await own(other);
  expect(reasonOf(await endMySession(await own(mine), { session_id: there.session_id }))).toBe("ok");
  expect(await stillIn(mine, other)).toEqual([true, false]);
  expect(reasonOf(await endMySession(await own(mine), { session_id: there.session_id }))).toBe("not_found");
  const third = await signInAs(EMAIL);
  expect(await endMyOtherSessions(await own(third))).toMatchObject({ ok: true });
  expect(await stillIn(mine, third)).toEqual([false, true]);
});

test("when a session was last used is noted, about to the minute", async () => {
  const mine = await signInAs(EMAIL);
  const seen = async (after_ms: number) => {
    const [ctx, now] = [createExecutionContext(), Date.now() + after_ms];
    await identify(at(mine), env, ctx, now);
    await waitOnExecutionContext(ctx);
    const { sessions } = await ownAccount(await own(mine));
    return Date.parse(sessions.find(({ current }) => current)?.seen_at ?? "") - Date.now();
  };
  expect(await seen(10_000)).toBeLessThanOrEqual(0);
  expect(await seen(600_000)).toBeGreaterThan(500_000);
});

test("a session that is ended in two windows at once is ended, and the later one is told that it is gone", async () => {
  const [mine, other] = [await own(await signInAs(EMAIL)), await own(await signInAs(EMAIL))];
  const end = async () => reasonOf(await endMySession(mine, { session_id: other.session_id }));
  const told = await Promise.all([end(), end(), end()]);
  expect(told.sort()).toEqual(["not_found", "not_found", "ok"]);
});

test("nobody ends another's session", async () => {
  const { team_id } = await makeTeam();
  const user_id = await makeMember(team_id, "member");
  const now = Date.now();
  await env.DB.prepare(
    "INSERT INTO session (id, token, user_id, expires_at, created_at, updated_at) VALUES ('theirs', 'x', ?, ?, ?, ?)",
  )
    .bind(user_id, now + 60_000, now, now)
    .run();
  const mine = await own(await signInAs(EMAIL));
  expect(reasonOf(await endMySession(mine, { session_id: "theirs" }))).toBe("not_found");
  await endMyOtherSessions(mine);
  expect(await env.DB.prepare("SELECT id FROM session WHERE id = 'theirs'").first()).not.toBeNull();
});

test("changing the password needs the old one and ends the other sessions", async () => {
  const [mine, other] = [await signInAs(EMAIL), await signInAs(EMAIL)];
  const change = async (current: string, to: string) =>
    reasonOf(await changePassword(await own(mine), { current, password: to }));
  expect(await change("not the password", "a brand new password")).toBe("invalid_credentials");
  expect(await change(password, "short")).toBe("invalid_input");
  expect(await change(password, EMAIL)).toBe("invalid_input");
  expect(await stillIn(mine, other)).toEqual([true, true]);
  expect(await change(password, "a brand new password")).toBe("ok");
  password = "a brand new password";
  expect(await stillIn(mine, other)).toEqual([true, false]);
  await signInAs(EMAIL, password);
});

test("what the old password has opened ends with it: a reset link, a sign-in that waits for its second step", async () => {
  const mine = await own(await signInAs(EMAIL, password));
  const reset = await createReset(database(env.DB), mine.user_id, mine.now);
  expect(await findReset(database(env.DB), reset, mine.now)).toBeDefined();
  const waiting = () =>
    env.DB.prepare("SELECT id FROM verification WHERE value = ?").bind(mine.user_id).first();
  await env.DB.prepare("INSERT INTO verification VALUES ('v', 'challenge', ?, 9e15, 0, 0)")
    .bind(mine.user_id)
    .run();
  expect(await waiting()).not.toBeNull();
  expect(reasonOf(await changePassword(mine, { current: password, password: "the third password" }))).toBe(
    "ok",
  );
  password = "the third password";
  expect(await findReset(database(env.DB), reset, mine.now)).toBeUndefined();
  expect(await waiting()).toBeNull();
});

test("a name is 1 to 80 characters", async () => {
  const mine = await own(await signInAs(EMAIL, password));
  expect(reasonOf(await renameMyself(mine, { name: "   " }))).toBe("invalid_input");
  expect(reasonOf(await renameMyself(mine, { name: "x".repeat(81) }))).toBe("invalid_input");
  expect(reasonOf(await renameMyself(mine, { name: " Anna " }))).toBe("ok");
  expect((await ownAccount(mine)).name).toBe("Anna");
});

test("the last way in stays; a password is one, a provider that is not set up here is none", async () => {
  const mine = await own(await signInAs(EMAIL, password));
  const link = (provider: string) =>
    env.DB.prepare(
      "INSERT INTO account (id, account_id, provider_id, user_id, created_at, updated_at) VALUES (?, ?, ?, ?, 1, 1)",
    )
      .bind(crypto.randomUUID(), crypto.randomUUID(), provider, mine.user_id)
      .run();
  await link("github");
  expect(reasonOf(await unlinkProvider(mine, { provider: "credential" }))).toBe("last_way_in");
  expect(reasonOf(await unlinkProvider(mine, { provider: "github" }))).toBe("ok");
  await env.DB.prepare("DELETE FROM account WHERE user_id = ?").bind(mine.user_id).run();
  await link("github");
  await link("oidc");
  expect(reasonOf(await unlinkProvider(mine, { provider: "github" }))).toBe("last_way_in");
  const oidc = { OIDC_ISSUER: "https://id.example.com", OIDC_CLIENT_ID: "a", OIDC_CLIENT_SECRET: "b" };
  const configured = { ...mine, env: { ...env, ...oidc } };
  expect(reasonOf(await unlinkProvider(configured, { provider: "github" }))).toBe("ok");
  expect(reasonOf(await unlinkProvider(configured, { provider: "oidc" }))).toBe("last_way_in");
});
