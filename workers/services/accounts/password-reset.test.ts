import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { identify } from "../../auth/viewer.ts";
import { cookieHeader, ORIGIN, PASSWORD, signInAs } from "../../testing/requests.ts";
import { askForReset, findResetLink, mailLeaves, resetPassword } from "./password-reset.ts";
import { signIn } from "./sessions.ts";
import { setUp } from "./setup.ts";

const EMAIL = "ann@example.com";
const page = (headers: Record<string, string> = {}) => new Request(`${ORIGIN}/reset-password`, { headers });
const deployed: Env = { ...env, ENGINE: "cloudflare" };
let password = PASSWORD;

beforeAll(async () => {
  const input = { setup_token: env.SETUP_TOKEN, team: "T", name: "Ann", email: EMAIL, password };
  await setUp({ env, now: Date.now(), address: null }, input);
});

beforeEach(async () => {
  await env.DB.batch([env.DB.prepare("DELETE FROM rate_limit"), env.DB.prepare("DELETE FROM attempts")]);
});

/** Asks, and reads the mail that left: the `log` sender writes it to the server's log. */
async function ask(email: string, request = page(), configured: Env = env) {
  const ctx = createExecutionContext();
  const said = vi.spyOn(console, "log").mockImplementation(() => {});
  const result = await askForReset({ env: configured, ctx, request, now: Date.now() }, { email });
  await waitOnExecutionContext(ctx);
  const text = said.mock.calls.map(([line]) => String(line)).join("\n");
  said.mockRestore();
  const token = /\/reset-password\/([\w-]{43})/.exec(text)?.[1] ?? null;
  return { result: result.ok ? "ok" : result.refusal.reason_code, token, text };
}

function visit(now = Date.now(), request = page()) {
  return { env, ctx: createExecutionContext(), request, now };
}

async function reset(token: string, to: string, now = Date.now()) {
  const result = await resetPassword(visit(now), { token, password: to });
  return result.ok ? "ok" : result.refusal.reason_code;
}

async function whoIs(cookie: string) {
  const request = new Request(ORIGIN, { headers: { cookie } });
  const found = await identify(request, env, createExecutionContext(), Date.now());
  return found.ok ? (found.value.viewer?.name ?? null) : null;
}

test("the answer is the same whether there is such an account; only an account gets mail", async () => {
  const [known, unknown] = [await ask(EMAIL.toUpperCase()), await ask("nobody@example.com")];
  expect(known.result).toBe(unknown.result);
  expect(known.token).not.toBeNull();
  expect(known.text).toContain(EMAIL);
  expect(unknown.text).toBe("");
  expect(mailLeaves(env)).toBe(false);
});

test("the token is kept as a hash alone", async () => {
  const { token } = await ask(EMAIL);
  const tables = ["password_resets", "audit", "attempts", "verification"];
  for (const table of tables) {
    const { results } = await env.DB.prepare(`SELECT * FROM ${table}`).all();
    expect(JSON.stringify(results)).not.toContain(token);
  }
});

test("it sets the password once, ends every session, and no older link is left", async () => {
  const session = await signInAs(EMAIL, password);
  expect(await whoIs(session)).toBe("Ann");
  const { token: older } = await ask(EMAIL);
  const { token } = await ask(EMAIL);
  expect(await reset(older ?? "", "a brand new password")).toBe("reset_gone");
  expect(await reset(token ?? "", "short")).toBe("invalid_input");
  expect(await reset(token ?? "", "a brand new password")).toBe("ok");
  expect(await reset(token ?? "", "yet another password")).toBe("reset_gone");
  expect(await whoIs(session)).toBeNull();
  const old = await signIn(env, page(), { email: EMAIL, password });
  expect(old.ok).toBe(false);
  password = "a brand new password";
  expect((await signIn(env, page(), { email: EMAIL, password })).ok).toBe(true);
});

test("of two who use a link at once one sets the password", async () => {
  const { token } = await ask(EMAIL);
  const both = ["the first password", "the second password"];
  const results = await Promise.all(both.map((to) => reset(token ?? "", to)));
  expect(results.toSorted()).toEqual(["ok", "reset_gone"]);
  password = both[results.indexOf("ok")] ?? "";
  expect((await signIn(env, page(), { email: EMAIL, password })).ok).toBe(true);
});

test("after an hour it is over, and what never was sets nothing (R7, C13)", async () => {
  const { token } = await ask(EMAIL);
  expect((await findResetLink(visit(), token ?? "")).ok).toBe(true);
  expect(await reset(token ?? "", "another password yet", Date.now() + 3_600_001)).toBe("reset_gone");
  for (const wrong of ["", "undefined", "a".repeat(43), `${token}x`, `${token}`.toLowerCase()])
    expect([wrong, await reset(wrong, "another password yet")]).toEqual([wrong, "reset_gone"]);
});

test("one person's link sets nobody else's password", async () => {
  const { token } = await ask(EMAIL);
  const found = await findResetLink(visit(), token ?? "");
  expect(found).toMatchObject({ ok: true, value: { email: EMAIL } });
});

test("asking is limited for an address, loudly, and for an account, without a word", async () => {
  const from = (index: number) => page({ "cf-connecting-ip": `192.0.2.${index}` });
  const tokens = [];
  for (let index = 0; index < 4; index += 1) tokens.push((await ask(EMAIL, from(index), deployed)).token);
  expect(tokens.map((token) => token !== null)).toEqual([true, true, true, false]);
  const reasons = [];
  for (let index = 0; index < 11; index += 1)
    reasons.push((await ask(`${index}@example.com`, from(50), deployed)).result);
  expect(reasons).toEqual([...Array.from({ length: 10 }, () => "ok"), "rate_limited"]);
  expect((await ask("else@example.com", from(51), deployed)).result).toBe("ok");
});

test("strangers who use up everybody's mails keep out no browser that the account knows", async () => {
  const known = await signInAs(EMAIL, password);
  expect((await ask("nobody@example.com")).result).toBe("ok");
  await env.DB.prepare("UPDATE attempts SET count = 90 WHERE key LIKE 'reset_address:%'").run();
  expect((await ask(EMAIL)).result).toBe("rate_limited");
  const own = await ask(EMAIL, page({ cookie: known }));
  expect([own.result, own.token !== null]).toEqual(["ok", true]);
});

test("guessing at links is limited, and told to the first team", async () => {
  expect(await reset("wrong", "another password yet")).toBe("reset_gone");
  const told = "SELECT data FROM audit WHERE action = 'account.password_reset' AND actor_kind = 'anonymous'";
  expect(await env.DB.prepare(`${told} ORDER BY seq DESC`).first("data")).toContain("reset_gone");
  await env.DB.prepare("UPDATE attempts SET count = 90").run();
  expect(await reset("wrong", "another password yet")).toBe("rate_limited");
});

test("a stranger's guesses at the password do not keep out whoever reads the mail", async () => {
  const stranger = await signIn(env, page(), { email: EMAIL, password: "a wrong guess" });
  expect(stranger.ok).toBe(false);
  await env.DB.prepare("UPDATE attempts SET count = 1000").run();
  const held = await signIn(env, page(), { email: EMAIL, password });
  expect(held.ok || held.refusal.reason_code).toBe("rate_limited");
  const { token } = await ask(EMAIL);
  const done = await resetPassword(visit(), { token: token ?? "", password: "the way back in" });
  const cookie = done.ok ? cookieHeader(done.value.cookies) : "";
  const back = await signIn(env, page({ cookie }), { email: EMAIL, password: "the way back in" });
  expect(back.ok).toBe(true);
});
