import { expect, test } from "vitest";
import { mayUseCookie, ownOrigins } from "./origins.ts";

const PUBLIC_URL = "https://sandbar.example.com";

function ask(init: RequestInit & { origin?: string }): boolean {
  const headers = new Headers(init.headers);
  if (init.origin !== undefined) headers.set("origin", init.origin);
  return mayUseCookie(new Request(`${PUBLIC_URL}/x`, { ...init, headers }), PUBLIC_URL);
}

const FOREIGN = [
  "https://evil.example",
  "null",
  "",
  "https://sandbar.example.com.evil.example",
  "https://evilsandbar.example.com",
  "https://sandbar.example.com:444",
  "http://sandbar.example.com",
  "https://sandbar.example.com/",
  "https://SANDBAR.example.com",
  "https://sandbar.example.com, https://evil.example",
  "https://3000--demo.sandbar.example.com",
  "file://",
];

test.each(FOREIGN)("a change with the origin %o may not use the cookie", (origin) => {
  expect(ask({ method: "POST", origin })).toBe(false);
  expect(ask({ method: "DELETE", origin })).toBe(false);
  expect(ask({ headers: { upgrade: "websocket" }, origin })).toBe(false);
  expect(ask({ headers: { upgrade: "WebSocket" }, origin })).toBe(false);
});

test("a change or a socket without an origin may not use the cookie", () => {
  expect(ask({ method: "POST" })).toBe(false);
  expect(ask({ headers: { upgrade: "websocket" } })).toBe(false);
});

test("a page with a secret in its address posts with the origin null: the browser says that it is our own", () => {
  const post = (path: string, site: string, host = "sandbar.example.com", method = "POST") =>
    mayUseCookie(
      new Request(`https://${host}${path}`, { method, headers: { origin: "null", "sec-fetch-site": site } }),
      PUBLIC_URL,
    );
  expect(post("/s/0123", "same-origin")).toBe(true);
  expect(post("/invite/0123", "same-origin")).toBe(true);
  for (const site of ["same-site", "cross-site", "none", ""]) expect(post("/s/0123", site)).toBe(false);
  for (const path of ["/sign-in", "/api/v1/sandboxes", "/s/", "/shared/s1"])
    expect(post(path, "same-origin"), path).toBe(false);
  expect(post("/s/0123", "same-origin", "evil.example")).toBe(false);
  expect(post("/s/0123", "same-origin", "sandbar.example.com", "DELETE")).toBe(false);
});

test("our own pages may, and anybody may read", () => {
  expect(ask({ method: "POST", origin: PUBLIC_URL })).toBe(true);
  expect(ask({ headers: { upgrade: "websocket" }, origin: PUBLIC_URL })).toBe(true);
  expect(ask({})).toBe(true);
  expect(ask({ origin: "https://evil.example" })).toBe(true);
});

test("a local run answers to the loopback's names with the same port, and to nothing else", () => {
  const own = ownOrigins("http://127.0.0.1:8787");
  expect(own).toEqual(["http://localhost:8787", "http://127.0.0.1:8787", "http://[::1]:8787"]);
  expect(ownOrigins("https://sandbar.example.com/")).toEqual(["https://sandbar.example.com"]);
  expect(ownOrigins("http://192.168.1.5:8787")).toEqual(["http://192.168.1.5:8787"]);
});
