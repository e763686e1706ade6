import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { signIn, signOut } from "../services/accounts/sessions.ts";
import { setUp } from "../services/accounts/setup.ts";
import { cookieHeader, ORIGIN, PASSWORD, posted, send, signInAs } from "../testing/requests.ts";
import { knownBrowser } from "./known-browser.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { identify } from "./viewer.ts";

const EMAIL = "ann@example.com";
const page = (address: string, cookie?: string) =>
  new Request(`${ORIGIN}/sign-in`, {
    headers: { "cf-connecting-ip": address, ...(cookie ? { cookie } : {}) },
  });
const deployed = { ...env, ENGINE: "cloudflare" };

beforeAll(async () => {
  const input = { setup_token: env.SETUP_TOKEN, team: "T", name: "Ann", email: EMAIL, password: PASSWORD };
  await setUp({ env, now: Date.now(), address: null }, input);
});

async function whoIs(cookie: string, configured: Env = env) {
  const request = new Request(`${configured.PUBLIC_URL}/`, { headers: { cookie } });
  const identified = await identify(request, configured, createExecutionContext(), Date.now());
  return identified.ok ? (identified.value.viewer?.name ?? null) : identified.refusal.reason_code;
}

async function forgetAttempts() {
  await env.DB.batch([env.DB.prepare("DELETE FROM rate_limit"), env.DB.prepare("DELETE FROM attempts")]);
}

test("the session's cookie is for this site's requests alone, Secure where the site is https", async () => {
  const signed = await signIn(env, page("192.0.2.1"), { email: EMAIL, password: PASSWORD });
  const cookies = signed.ok ? signed.value.cookies : [];
  expect(cookies).toHaveLength(2);
  expect(cookies[0]).toMatch(/^sandbar\.session_token=/);
  expect(cookies[1]).toMatch(/^sandbar\.known_browser=/);
  for (const cookie of cookies) {
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(cookie).not.toMatch(/Secure/i);
  }
  const https = { ...env, PUBLIC_URL: "https://sandbar.example.com" };
  const secure = await signIn(https, page("192.0.2.1"), { email: EMAIL, password: PASSWORD });
  const secured = secure.ok ? secure.value.cookies : [];
  expect(secured).toHaveLength(2);
  for (const cookie of secured) {
    expect(cookie).toMatch(/^__Host-sandbar\.\w+=.*; Secure/i);
    expect(cookie).toMatch(/; Path=\/(;|$)/i);
    expect(cookie).not.toMatch(/domain=/i);
  }
  expect(await whoIs(cookieHeader(secured), https)).toBe("Ann");
});

test("a session that was planted before is not the one after signing in", async () => {
  const planted = await signInAs(EMAIL);
  const again = await signIn(env, page("192.0.2.1", planted), { email: EMAIL, password: PASSWORD });
  const session = again.ok ? (again.value.cookies[0] ?? "") : "";
  expect(session).toMatch(/^sandbar\.session_token=\w/);
  expect(planted).not.toContain(session.split(";", 1)[0]);
  const forged = "sandbar.session_token=planted.by-somebody";
  expect(await whoIs(forged)).toBeNull();
  await signIn(env, page("192.0.2.1", forged), { email: EMAIL, password: PASSWORD });
  expect(await whoIs(forged)).toBeNull();
});

test("a wrong password and an unknown address are told apart by nothing", async () => {
  const wrong = await signIn(env, page("192.0.2.2"), { email: EMAIL, password: "another password" });
  const unknown = await signIn(env, page("192.0.2.2"), { email: "bob@example.com", password: PASSWORD });
  expect(wrong.ok || wrong.refusal).toMatchObject({ reason_code: "invalid_credentials" });
  expect(unknown).toEqual(wrong);
});

async function attempts(count: number, configured: Env, from: (index: number) => Request, email = EMAIL) {
  const reasons: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const result = await signIn(configured, from(index), { email, password: "another password" });
    reasons.push(result.ok ? "in" : result.refusal.reason_code);
  }
  return reasons;
}

/** As if there had been so many more of them: each costs a tenth of a second of hashing. */
async function countMore(table: "attempts" | "rate_limit", more: number) {
  await env.DB.prepare(`UPDATE ${table} SET count = count + ?`).bind(more).run();
}

const refusals = (count: number) => Array.from({ length: count }, () => "invalid_credentials");

test("attempts are limited per address where the platform tells it", async () => {
  await forgetAttempts();
  const same = () => page("192.0.2.3");
  expect(await attempts(1, deployed, same)).toEqual(refusals(1));
  await countMore("rate_limit", 8);
  expect(await attempts(2, deployed, same)).toEqual([...refusals(1), "rate_limited"]);
  const other = await signIn(deployed, page("192.0.2.4"), { email: EMAIL, password: PASSWORD });
  expect(other.ok).toBe(true);
});

test("attempts at one account are limited from however many addresses, and keep out nobody it knows", async () => {
  await forgetAttempts();
  const known = await signInAs(EMAIL);
  const many = (index: number) => page(`198.51.100.${index}`);
  expect(await attempts(1, deployed, many)).toEqual(refusals(1));
  await countMore("attempts", 18);
  expect(await attempts(2, deployed, many)).toEqual([...refusals(1), "rate_limited"]);
  const right = { email: EMAIL, password: PASSWORD };
  const stranger = await signIn(deployed, page("203.0.113.1"), right);
  expect(stranger.ok || stranger.refusal.reason_code).toBe("rate_limited");
  expect((await signIn(deployed, page("203.0.113.2", known), right)).ok).toBe(true);
  const forged = known.replace(/known_browser=[^.]+/, "known_browser=another");
  const forger = await signIn(deployed, page("203.0.113.3", forged), right);
  expect(forger.ok || forger.refusal.reason_code).toBe("rate_limited");
  // Nothing is told of accounts by their limits either.
  await forgetAttempts();
  expect(await attempts(1, deployed, many, "nobody@example.com")).toEqual(refusals(1));
  await countMore("attempts", 18);
  const reasons = await attempts(2, deployed, many, "nobody@example.com");
  expect(reasons).toEqual([...refusals(1), "rate_limited"]);
  const told = await env.DB.prepare(
    "SELECT data FROM audit WHERE action = 'account.signed_in' AND outcome = 'refused' AND target = ?",
  )
    .bind(`account:${EMAIL}`)
    .all<{ data: string }>();
  expect(told.results.filter(({ data }) => data.includes("rate_limited"))).toHaveLength(1);
  await forgetAttempts();
});

async function toldOfStrangers() {
  const { results } = await env.DB.prepare(
    "SELECT team_id, actor_kind, address, target, data FROM audit WHERE outcome = 'refused' AND actor_kind = 'anonymous' ORDER BY seq",
  ).all<{ team_id: string; address: string; target: string | null; data: string }>();
  return results.map(({ data, ...rest }) => ({ ...rest, data: JSON.parse(data) }));
}

test("what is tried at an address that no account has is told to the first team, without the address, and fills no log", async () => {
  await forgetAttempts();
  const before = (await toldOfStrangers()).length;
  await attempts(1, deployed, () => page("192.0.2.90"), "my secret password@example.com");
  const [entry, ...more] = (await toldOfStrangers()).slice(before);
  expect(more).toEqual([]);
  expect(entry).toMatchObject({ actor_kind: "anonymous", address: "192.0.2.90", target: null });
  expect(entry?.data).toEqual({ by: "password", reason_code: "invalid_credentials", no_such_account: true });
  const team = await env.DB.prepare("SELECT id FROM teams").first<string>("id");
  expect(entry?.team_id).toBe(team);
  await env.DB.prepare("UPDATE attempts SET count = 19 WHERE key LIKE 'told:%'").run();
  await attempts(3, deployed, () => page("192.0.2.91"), "someone.else@example.com");
  const later = (await toldOfStrangers()).slice(before + 1);
  expect(later).toHaveLength(1);
  expect(later[0]?.data).toMatchObject({ more_not_written: true });
});

test("a sign-in that was refused for its speed is told too", async () => {
  await forgetAttempts();
  const before = (await toldOfStrangers()).length;
  await attempts(1, deployed, () => page("192.0.2.92"));
  await countMore("rate_limit", 9);
  await attempts(2, deployed, () => page("192.0.2.92"));
  const told = (await toldOfStrangers()).slice(before);
  expect(told.map(({ address, data }) => [address, data.reason_code])).toEqual([
    ["192.0.2.92", "rate_limited"],
    ["192.0.2.92", "rate_limited"],
  ]);
  await forgetAttempts();
});

test("a browser is known no longer than the password stays with which it signed in", async () => {
  const known = await signInAs(EMAIL);
  const asked = page("192.0.2.5", known);
  expect(await knownBrowser(env, asked, EMAIL)).toEqual(expect.any(String));
  const of = "provider_id = 'credential' AND user_id = (SELECT id FROM user WHERE email = ?)";
  const { password } = (await env.DB.prepare(`SELECT password FROM account WHERE ${of}`)
    .bind(EMAIL)
    .first())!;
  const change = env.DB.prepare(`UPDATE account SET password = ? WHERE ${of}`);
  await change.bind("another hash", EMAIL).run();
  expect(await knownBrowser(env, asked, EMAIL)).toBeNull();
  await change.bind(password, EMAIL).run();
  expect(await knownBrowser(env, asked, EMAIL)).toEqual(expect.any(String));
});

test("in a local run an address that clients claim does not get them round the limit", async () => {
  const known = await signInAs(EMAIL);
  await forgetAttempts();
  const someone = (index: number) => page(`192.0.2.${index}`);
  expect(await attempts(1, env, someone, "carl@example.com")).toEqual(refusals(1));
  await countMore("rate_limit", 28);
  expect(await attempts(2, env, someone, "dora@example.com")).toEqual([...refusals(1), "rate_limited"]);
  // Nor does whoever uses the limit up keep out a browser that the account knows.
  const right = { email: EMAIL, password: PASSWORD };
  const stranger = await signIn(env, page("192.0.2.9"), right);
  expect(stranger.ok || stranger.refusal.reason_code).toBe("rate_limited");
  expect((await signIn(env, page("192.0.2.9", known), right)).ok).toBe(true);
  await forgetAttempts();
});

test("signing in, wrongly and rightly, is in the audit log of the person's team", async () => {
  const rows = await env.DB.prepare(
    "SELECT outcome, target, address FROM audit WHERE action = 'account.signed_in' ORDER BY seq DESC LIMIT 2",
  ).all();
  await attempts(1, deployed, () => page("192.0.2.77"));
  await signIn(deployed, page("192.0.2.78"), { email: EMAIL, password: PASSWORD });
  const after = await env.DB.prepare(
    "SELECT outcome, target, address FROM audit WHERE action = 'account.signed_in' ORDER BY seq DESC LIMIT 2",
  ).all();
  expect(after.results).not.toEqual(rows.results);
  expect(after.results).toEqual([
    { outcome: "done", target: `account:${EMAIL}`, address: "192.0.2.78" },
    { outcome: "refused", target: `account:${EMAIL}`, address: "192.0.2.77" },
  ]);
  await forgetAttempts();
});

test("nothing of the library behind accounts is reached by HTTP", async () => {
  const cookie = await signInAs(EMAIL);
  const { results: before } = await env.DB.prepare("SELECT * FROM user").all();
  const paths = [
    ["POST", "/sign-up/email"],
    ["POST", "/sign-in/email"],
    ["POST", "/sign-in/social"],
    ["GET", "/callback/oidc?code=a&state=b"],
    ["GET", "/get-session"],
    ["GET", "/list-sessions"],
    ["POST", "/revoke-sessions"],
    ["POST", "/revoke-other-sessions"],
    ["POST", "/update-session"],
    ["POST", "/update-user"],
    ["POST", "/delete-user"],
    ["POST", "/change-email"],
    ["POST", "/change-password"],
    ["POST", "/request-password-reset"],
    ["POST", "/two-factor/disable"],
    ["POST", "/two-factor/verify-totp"],
    ["POST", "/sign-out"],
    ["GET", "/ok"],
  ] as const;
  const body = { email: "eve@example.com", password: PASSWORD, name: "Eve", newEmail: "eve@example.com" };
  for (const [method, path] of paths) {
    const init = method === "POST" ? posted(body, { cookie }) : { headers: { cookie } };
    const response = await send(`/api/auth${path}`, init);
    expect([path, response.status, response.headers.getSetCookie()]).toEqual([path, 404, []]);
  }
  expect((await env.DB.prepare("SELECT * FROM user").all()).results).toEqual(before);
  expect(await whoIs(cookie)).toBe("Ann");
});

test("signing out ends the session in the database, not only in the browser", async () => {
  const cookie = await signInAs(EMAIL);
  const { cookies } = await signOut(env, new Request(ORIGIN, { headers: { cookie } }));
  expect(cookies.join()).toMatch(/Max-Age=0/i);
  expect(await whoIs(cookie)).toBeNull();
});

test("passwords are kept salted and are compared whole", async () => {
  const stored = await hashPassword(PASSWORD);
  expect(stored).not.toContain(PASSWORD);
  expect(await hashPassword(PASSWORD)).not.toBe(stored);
  expect(await verifyPassword(PASSWORD, stored)).toBe(true);
  expect(await verifyPassword(`${PASSWORD}x`, stored)).toBe(false);
  expect(await verifyPassword("", stored)).toBe(false);
  expect(await verifyPassword(PASSWORD, "")).toBe(false);
  expect(await verifyPassword(PASSWORD, "scrypt$1$1$1$$")).toBe(false);
});
