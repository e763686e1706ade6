import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { signIn, signOut } from "../services/sessions.ts";
import { setUp } from "../services/setup.ts";
import { ORIGIN, PASSWORD, posted, send, signInAs } from "../testing/requests.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { identify } from "./viewer.ts";

const EMAIL = "ann@example.com";
const page = (address: string) =>
  new Request(`${ORIGIN}/sign-in`, { headers: { "cf-connecting-ip": address } });

beforeAll(async () => {
  const input = { setup_token: env.SETUP_TOKEN, team: "T", name: "Ann", email: EMAIL, password: PASSWORD };
  await setUp({ env, now: Date.now(), address: null }, input);
});

test("the session's cookie is for this site's requests alone, Secure where the site is https", async () => {
  const signed = await signIn(env, page("192.0.2.1"), { email: EMAIL, password: PASSWORD });
  const cookies = signed.ok ? signed.value.cookies : [];
  expect(cookies).toHaveLength(1);
  expect(cookies[0]).toMatch(/^sandbar\.session_token=.*HttpOnly/i);
  expect(cookies[0]).toMatch(/SameSite=Lax/i);
  expect(cookies[0]).not.toMatch(/Secure/i);
  const https = { ...env, PUBLIC_URL: "https://sandbar.example.com" };
  const secure = await signIn(https, page("192.0.2.1"), { email: EMAIL, password: PASSWORD });
  const [cookie = ""] = secure.ok ? secure.value.cookies : [];
  expect(cookie).toMatch(/^__Host-sandbar\.session_token=.*; Secure/i);
  expect(cookie).toMatch(/; Path=\/(;|$)/i);
  expect(cookie).not.toMatch(/domain=/i);
  const session = cookie.split(";", 1)[0] ?? "";
  const request = new Request(`${https.PUBLIC_URL}/`, { headers: { cookie: session } });
  const identified = await identify(request, https, createExecutionContext(), Date.now());
  expect(identified).toMatchObject({ ok: true, value: { viewer: { name: "Ann", role: "owner" } } });
});

test("a wrong password and an unknown address are told apart by nothing", async () => {
  const wrong = await signIn(env, page("192.0.2.2"), { email: EMAIL, password: "another password" });
  const unknown = await signIn(env, page("192.0.2.2"), { email: "bob@example.com", password: PASSWORD });
  expect(wrong.ok || wrong.refusal).toMatchObject({ reason_code: "invalid_credentials" });
  expect(unknown).toEqual(wrong);
});

async function attempts(count: number, configured: Env, address: (index: number) => string) {
  const reasons: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const wrong = { email: EMAIL, password: "another password" };
    const result = await signIn(configured, page(address(index)), wrong);
    reasons.push(result.ok ? "in" : result.refusal.reason_code);
  }
  return reasons;
}

const refusals = (count: number) => Array.from({ length: count }, () => "invalid_credentials");

test("attempts are limited per address where the platform tells it", async () => {
  const deployed = { ...env, ENGINE: "cloudflare" };
  expect(await attempts(11, deployed, () => "192.0.2.3")).toEqual([...refusals(10), "rate_limited"]);
  const other = await signIn(deployed, page("192.0.2.4"), { email: EMAIL, password: PASSWORD });
  expect(other.ok).toBe(true);
});

test("in a local run an address that clients claim does not get them round the limit", async () => {
  await env.DB.prepare("DELETE FROM rate_limit").run();
  const claimed = await attempts(31, env, (index) => `192.0.2.${index}`);
  expect(claimed).toEqual([...refusals(30), "rate_limited"]);
  const direct = posted({ email: EMAIL, password: PASSWORD }, { "cf-connecting-ip": "198.51.100.9" });
  expect((await send("/api/auth/sign-in/email", direct)).status).toBe(429);
  await env.DB.prepare("DELETE FROM rate_limit").run();
});

test("nobody makes an account by themselves", async () => {
  const body = { email: "eve@example.com", password: PASSWORD, name: "Eve" };
  const response = await send("/api/auth/sign-up/email", posted(body));
  expect(response.status).toBeGreaterThanOrEqual(400);
  const found = await env.DB.prepare("SELECT 1 FROM user WHERE email = ?").bind(body.email).first();
  expect(found).toBeNull();
});

test("signing out ends the session in the database, not only in the browser", async () => {
  const cookie = await signInAs(EMAIL);
  const { cookies } = await signOut(env, new Request(ORIGIN, { headers: { cookie } }));
  expect(cookies.join()).toMatch(/Max-Age=0/i);
  const session = await send("/api/auth/get-session", { headers: { cookie } });
  expect(await session.json()).toBeNull();
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
