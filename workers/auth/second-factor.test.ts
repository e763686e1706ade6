import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { database } from "../data/database.ts";
import { can, type Viewer } from "../domain/access.ts";
import type { Result } from "../domain/refusal.ts";
import { ownAccount } from "../services/accounts/own-account.ts";
import {
  beginSecondFactor,
  confirmSecondFactor,
  endSecondFactor,
  renewBackupCodes,
} from "../services/accounts/own-second-factor.ts";
import { type OwnAccount, ownAccountOf } from "../services/accounts/own-session.ts";
import { giveSecondFactor } from "../services/accounts/second-factor-step.ts";
import { signIn } from "../services/accounts/sessions.ts";
import { setUp } from "../services/accounts/setup.ts";
import { cookieHeader, ORIGIN, PASSWORD, signInAs } from "../testing/requests.ts";
import { totp } from "../testing/totp.ts";
import { identify } from "./viewer.ts";

const EMAIL = "ann@example.com";
const STEP_MS = 30_000;
let secret = "";
let backup: readonly string[] = [];
let cookie = "";

const at = (cookies: string) => new Request(`${ORIGIN}/settings/account`, { headers: { cookie: cookies } });

async function viewerOf(cookies: string): Promise<Viewer | null> {
  const identified = await identify(at(cookies), env, createExecutionContext(), Date.now());
  return identified.ok ? identified.value.viewer : null;
}

async function own(cookies: string): Promise<OwnAccount> {
  const viewer = await viewerOf(cookies);
  if (!viewer) throw new Error("nobody is signed in");
  return taken(await ownAccountOf(env, at(cookies), viewer, Date.now()));
}

function taken<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${result.refusal.reason_code}`);
  return result.value;
}

function reasonOf(result: Result<unknown>): string {
  return result.ok ? "ok" : result.refusal.reason_code;
}

/** The first step; the cookies that wait for the second. */
async function askedForCode(): Promise<string> {
  const signed = taken(await signIn(env, at(""), { email: EMAIL, password: PASSWORD }));
  expect(signed.second_factor).toBe(true);
  return cookieHeader(signed.cookies.filter((value) => !/Max-Age=0/i.test(value)));
}

const give = (cookies: string, code: string) => giveSecondFactor(env, at(cookies), { code });
/** A code that has not been used here: of one step before, now or after, all of which are right. */
async function freshCode(): Promise<string> {
  const used = await env.DB.prepare("SELECT code FROM used_codes").all<{ code: string }>();
  const codes = [0, STEP_MS, -STEP_MS].map((shift) => totp(secret, Date.now() + shift));
  const fresh = codes.find((code) => !used.results.some((row) => row.code === code));
  if (fresh) return fresh;
  // Time does not pass here: what was used is forgotten, as it is when time has passed.
  await env.DB.prepare("DELETE FROM used_codes").run();
  return codes[0] ?? "";
}

beforeAll(async () => {
  const input = { setup_token: env.SETUP_TOKEN, team: "T", name: "Ann", email: EMAIL, password: PASSWORD };
  await setUp({ env, now: Date.now(), address: null }, input);
  cookie = await signInAs(EMAIL);
});

beforeEach(async () => {
  const clear = ["DELETE FROM rate_limit", "DELETE FROM attempts"];
  await env.DB.batch(clear.map((statement) => env.DB.prepare(statement)));
});

test("it is begun with the password alone, and asked for only once a code was right", async () => {
  expect(reasonOf(await beginSecondFactor(await own(cookie), { password: "another password" }))).toBe(
    "invalid_credentials",
  );
  const enrolment = taken(await beginSecondFactor(await own(cookie), { password: PASSWORD }));
  expect(enrolment.qr_svg).toMatch(/^<svg/);
  expect(enrolment.uri).toMatch(/^otpauth:\/\/totp\/Sandbar:ann(@|%40)example\.com\?secret=/);
  secret = enrolment.secret;
  const signed = taken(await signIn(env, at(""), { email: EMAIL, password: PASSWORD }));
  expect(signed.second_factor).toBe(false);
  expect(reasonOf(await confirmSecondFactor(await own(cookie), { code: "000000" }))).toBe("invalid_code");
  const withoutOne = await signInAs(EMAIL);
  expect(await viewerOf(withoutOne)).not.toBeNull();

  const on = taken(await confirmSecondFactor(await own(cookie), { code: totp(secret, Date.now()) }));
  expect(on.backup_codes).toHaveLength(10);
  backup = on.backup_codes;
  expect(await viewerOf(cookie)).toBeNull();
  expect(await viewerOf(withoutOne)).toBeNull();
  cookie = cookieHeader(on.cookies);
  expect((await ownAccount(await own(cookie))).second_factor).toBe(true);
});

test("secret and backup codes are sealed at rest", async () => {
  const rows = JSON.stringify((await env.DB.prepare("SELECT * FROM two_factor").all()).results);
  expect(rows).not.toContain(secret.replaceAll(" ", ""));
  for (const code of backup) expect(rows).not.toContain(code);
});

test("a password alone signs nobody in any more", async () => {
  const signed = taken(await signIn(env, at(""), { email: EMAIL, password: PASSWORD }));
  expect(signed.second_factor).toBe(true);
  expect(await viewerOf(cookieHeader(signed.cookies))).toBeNull();
  expect(signed.cookies.join()).not.toMatch(/session_token=[^;]/);
  expect(signed.cookies.join()).not.toMatch(/known_browser/);
});

test("a right code signs in, with a session of its own", async () => {
  const asked = await askedForCode();
  const given = taken(await give(asked, await freshCode()));
  const viewer = await viewerOf(cookieHeader(given.cookies));
  expect(viewer).toMatchObject({ name: "Ann", role: "owner" });
  expect(viewer && can(viewer, "policy.change").ok).toBe(true);
  expect(reasonOf(await give(asked, await freshCode()))).toBe("sign_in_expired");
});

test("a cookie that is none of ours asks for nothing, and breaks nothing", async () => {
  for (const value of ["%E0%A4%A", "x.y", ".", "%00", "2fa-.%%"])
    expect([value, reasonOf(await give(`sandbar.two_factor=${value}`, "123456"))]).toEqual([
      value,
      "sign_in_expired",
    ]);
});

test("a code is good once, for whoever is first", async () => {
  const [one, other] = [await askedForCode(), await askedForCode()];
  const code = await freshCode();
  const sessions = async () => (await env.DB.prepare("SELECT id FROM session").all()).results.length;
  const before = await sessions();
  const reasons = (await Promise.all([give(one, code), give(other, code)])).map(reasonOf);
  expect(reasons.toSorted()).toEqual(["invalid_code", "ok"]);
  expect(reasonOf(await give(await askedForCode(), code))).toBe("invalid_code");
  expect(await sessions()).toBe(before + 1);
});

test("the code that turned it on does not sign in", async () => {
  const used = await env.DB.prepare("SELECT code FROM used_codes ORDER BY used_at LIMIT 1").first<{
    code: string;
  }>();
  // Replayed in time it was used, later it is wrong: there is no moment at which it is good.
  expect(reasonOf(await give(await askedForCode(), used?.code ?? "000000"))).toBe("invalid_code");
});

test("five wrong codes end the sign-in, ten in a row keep the second step shut for a while", async () => {
  const first = await askedForCode();
  for (let index = 0; index < 5; index += 1)
    expect(reasonOf(await give(first, "000000"))).toBe("invalid_code");
  expect(reasonOf(await give(first, await freshCode()))).toBe("sign_in_expired");
  const second = await askedForCode();
  const reasons = [];
  for (let index = 0; index < 5; index += 1) reasons.push(reasonOf(await give(second, "111111")));
  expect(reasons.at(0)).toBe("invalid_code");
  const third = await askedForCode();
  expect(reasonOf(await give(third, await freshCode()))).toBe("rate_limited");
  await env.DB.prepare("UPDATE two_factor SET locked_until = ?")
    .bind(Date.now() - 1)
    .run();
  expect(reasonOf(await give(await askedForCode(), await freshCode()))).toBe("ok");
});

test("a session's cookie beside the step's own does not stand in for it", async () => {
  const asked = await askedForCode();
  expect(reasonOf(await give(`${cookie}; ${asked}`, "000000"))).toBe("invalid_code");
  expect(reasonOf(await give(cookie, await freshCode()))).toBe("sign_in_expired");
});

test("each backup code is good once, and none of the old ones once they are renewed", async () => {
  const [one = "", two = ""] = backup;
  expect(reasonOf(await give(await askedForCode(), one))).toBe("ok");
  expect(reasonOf(await give(await askedForCode(), one))).toBe("invalid_code");
  const wrong = await renewBackupCodes(await own(cookie), { password: "another password" });
  expect(reasonOf(wrong)).toBe("invalid_credentials");
  const renewed = taken(await renewBackupCodes(await own(cookie), { password: PASSWORD }));
  expect(reasonOf(await give(await askedForCode(), two))).toBe("invalid_code");
  expect(reasonOf(await give(await askedForCode(), renewed.backup_codes[0] ?? ""))).toBe("ok");
});

test("it is turned off with the password alone; guesses at that are counted", async () => {
  const guessAt = async (password: string) => endSecondFactor(await own(cookie), { password });
  expect(reasonOf(await guessAt("another password"))).toBe("invalid_credentials");
  await env.DB.prepare("UPDATE attempts SET count = count + 9 WHERE key LIKE 'own_password%'").run();
  expect(reasonOf(await guessAt(PASSWORD))).toBe("rate_limited");
  await env.DB.prepare("DELETE FROM attempts").run();
  const off = taken(await guessAt(PASSWORD));
  cookie = cookieHeader(off.cookies.filter((value) => !/Max-Age=0/i.test(value)));
  const signed = taken(await signIn(env, at(""), { email: EMAIL, password: PASSWORD }));
  expect(signed.second_factor).toBe(false);
  expect((await ownAccount(await own(cookie))).second_factor).toBe(false);
});

test("all of it is in the audit log", async () => {
  const { results } = await env.DB.prepare("SELECT DISTINCT action, outcome FROM audit").all();
  for (const action of [
    "second_factor_enabled",
    "second_factor_disabled",
    "backup_codes_renewed",
    "signed_in",
  ]) {
    expect(results).toContainEqual({ action: `account.${action}`, outcome: "done" });
    expect(results).toContainEqual({ action: `account.${action}`, outcome: "refused" });
  }
  const { results: rows } = await database(env.DB).$client.prepare("SELECT data FROM audit").all();
  expect(JSON.stringify(rows)).not.toContain(secret.replaceAll(" ", ""));
});
