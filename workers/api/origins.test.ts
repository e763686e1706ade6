/** A browser's session, used from another site: every changing route and every socket × the origins that attackers have. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { setUp } from "../services/accounts/setup.ts";
import { ORIGIN, PASSWORD, send, signInAs } from "../testing/requests.ts";
import type { Route } from "./route.ts";
import { ROUTES } from "./routes.ts";

const EMAIL = "ann@example.com";
const FOREIGN = [
  "https://evil.example",
  "null",
  "",
  `${ORIGIN}.evil.example`,
  "http://127.0.0.1:8788",
  "https://127.0.0.1:8787",
  "http://3000--demo.localhost:8787",
];
let cookie: string;

beforeAll(async () => {
  const input = { setup_token: env.SETUP_TOKEN, team: "T", name: "Ann", email: EMAIL, password: PASSWORD };
  await setUp({ env, now: Date.now(), address: null }, input);
  cookie = await signInAs(EMAIL);
});

const changes = ROUTES.filter(({ method, socket }) => method !== "get" || socket);
const cases = changes.map((route) => [`${route.method.toUpperCase()} ${route.path}`, route] as const);

/** What refuses it; null for whatever is not about its origin. */
async function refusedFor(route: Route, headers: Record<string, string>): Promise<string | null> {
  const path = route.path.replace(/\{path\+\}/, "a.txt").replace(/\{\w+\}/g, "none");
  const upgrade: Record<string, string> = route.socket ? { upgrade: "websocket" } : {};
  const method = route.method.toUpperCase();
  const init = { method, headers: { ...upgrade, ...headers }, body: method === "GET" ? undefined : "{" };
  const response = await send(`/api/v1${path}`, init);
  const body = response.headers.get("content-type")?.includes("json")
    ? ((await response.json()) as { reason_code?: string })
    : {};
  return body.reason_code === "foreign_origin" ? body.reason_code : null;
}

describe("a session's cookie from elsewhere", () => {
  test.each(cases)("opens nothing at %s", async (_, route) => {
    for (const origin of FOREIGN) {
      expect(await refusedFor(route, { cookie, origin }), origin).toBe("foreign_origin");
    }
    expect(await refusedFor(route, { cookie }), "no origin").toBe("foreign_origin");
  });

  test.each(cases)("is good at %s from our own pages", async (_, route) => {
    expect(await refusedFor(route, { cookie, origin: ORIGIN })).toBeNull();
  });
});
