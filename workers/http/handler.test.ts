import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { listAudit } from "../data/audit.ts";
import { database } from "../data/database.ts";
import { makeOwner } from "../testing/people.ts";
import { ORIGIN, send } from "../testing/requests.ts";

test("every page carries the security headers, with scripts bound to a fresh nonce", async () => {
  const [first, second] = [await send("/"), await send("/")];
  const policy = first.headers.get("content-security-policy") ?? "";
  expect(policy).toMatch(/script-src 'self' 'nonce-[A-Za-z0-9+/=]{24}'(;|$)/);
  expect(/script-src[^;]*unsafe/.test(policy)).toBe(false);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("connect-src 'self' ws://127.0.0.1:8787");
  expect(policy).not.toBe(second.headers.get("content-security-policy"));
  expect(Object.fromEntries(first.headers)).toMatchObject({
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
    "x-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(first.headers.get("permissions-policy")).toContain("camera=()");
  expect(first.headers.get("strict-transport-security")).toBeNull();
});

test("https deployments say so for a year, and keep cookies to it", async () => {
  const https = { PUBLIC_URL: "https://sandbar.example.com" };
  expect((await send("/", {}, https)).headers.get("strict-transport-security")).toContain("max-age=31536000");
});

test("what is no page may run nothing", async () => {
  const response = await send("/api/v1/no-such-thing");
  expect(response.status).toBe(404);
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
});

test.each([
  ["AUTH_SECRET", ""],
  ["AUTH_SECRET", undefined],
  ["AUTH_SECRET", "short"],
  ["ENCRYPTION_KEY", ""],
  ["ENCRYPTION_KEY", undefined],
  ["ENGINE", undefined],
  ["ENGINE", "other"],
  ["ENGINE_URL", undefined],
  ["ENGINE_TOKEN", ""],
  ["PUBLIC_URL", undefined],
  ["PUBLIC_URL", "ftp://x"],
  ["PREVIEW_HOST", "https://preview.example.com"],
])("nothing is served with %s = %o; the answer names the variable, not its value", async (name, value) => {
  for (const path of ["/", "/healthz", "/api/v1/me"]) {
    const response = await send(path, {}, { [name]: value });
    expect(response.status).toBe(503);
    const body = await response.text();
    expect(body).toContain(name);
    expect(body).not.toContain(env.AUTH_SECRET);
    if (value) expect(body).not.toContain(`${value}"`);
  }
});

test.each(["http://evil.example", "null", `${ORIGIN}.evil.example`])(
  "a form from %s is refused, signed in or not",
  async (origin) => {
    const form = { method: "POST", headers: { origin }, body: new URLSearchParams({ a: "b" }) };
    expect((await send("/sign-in", form)).status).toBe(403);
  },
);

test("a form without an origin is refused, one of our own is not", async () => {
  const body = new URLSearchParams({ a: "b" });
  expect((await send("/sign-in", { method: "POST", body })).status).toBe(403);
  expect((await send("/sign-in", { method: "POST", body, headers: { origin: ORIGIN } })).status).toBe(200);
});

test("bodies that are too large are refused, by their length or while they are read", async () => {
  const body = "x".repeat(2 * 1024 ** 2);
  const headers = { origin: ORIGIN, "content-type": "application/json" };
  expect((await send("/sign-in", { method: "POST", headers, body })).status).toBe(413);
  const chunks = new Blob([body]).stream();
  expect((await send("/sign-in", { method: "POST", headers, body: chunks })).status).toBe(413);
});

test("what is too large is taken in to its end, so that its sender reads why", async () => {
  let cut = false;
  let left = 48;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      left -= 1;
      controller.enqueue(new Uint8Array(64 * 1024));
      if (left === 0) controller.close();
    },
    cancel() {
      cut = true;
    },
  });
  const response = await send("/api/v1/setup", { method: "POST", body });
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({
    reason_code: "body_too_large",
    next_step: expect.any(String),
  });
  expect([left, cut]).toEqual([0, false]);
});

test("a body that is too large is in the audit log, as whose it was", async () => {
  const owner = await makeOwner();
  const headers = { authorization: owner.authorization };
  const body = "x".repeat(2 * 1024 ** 2);
  const response = await send("/api/v1/sandboxes", { method: "POST", headers, body });
  expect(response.status).toBe(413);
  const written = await listAudit(database(env.DB), { team_id: owner.team_id, limit: 10 });
  expect(written.items).toMatchObject([
    {
      action: "request.refused",
      actor: { kind: "token" },
      data: { reason_code: "body_too_large", method: "POST", path: "/api/v1/sandboxes" },
    },
  ]);
});

test("bugs are answered without a stack, with the id under which they are logged", async () => {
  const broken = { DB: undefined } as unknown as Partial<Env>;
  const response = await send("/api/v1/me", { headers: { cookie: "sandbar.session_token=x.y" } }, broken);
  const text = await response.text();
  expect(text).not.toMatch(/\bat .*\.ts/);
  expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
});
