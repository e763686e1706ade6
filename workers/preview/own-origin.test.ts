/** What a preview's origin says by itself, and that the dashboard is no part of it. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call, discard, launch, type Person } from "../testing/people.ts";
import {
  cookieOf,
  entryFor,
  HOST,
  launchShown,
  PAGE,
  PORT,
  previewOf,
  serve,
  visit,
} from "../testing/previews.ts";

let owner: Person;
let cookie: string;
beforeAll(async () => {
  owner = await launchShown();
  await serve(owner, PORT);
  cookie = await cookieOf(owner);
});
afterAll(() => discard(owner, "shown"));

describe("in place of a program", () => {
  test("where nothing listens a page says so and looks again by itself; a page's parts get one line", async () => {
    const idle = await cookieOf(owner, 4000);
    const nothing = previewOf(4000);
    const page = await visit(nothing, { headers: { cookie: idle, ...PAGE } });
    expect(page.status).toBe(502);
    const text = await page.text();
    expect(text).toContain("<h1>Nothing listens on port 4000 in shown</h1>");
    expect(text).toContain('<meta http-equiv="refresh" content="2">');
    expect(text).toContain('href="http://127.0.0.1:8787/sandboxes/shown"');
    const part = await visit(nothing, { headers: { cookie: idle } });
    expect([part.status, part.headers.get("retry-after")]).toEqual([502, "2"]);
    const socket = await visit(nothing, {
      headers: { cookie: idle, upgrade: "websocket", origin: nothing },
    });
    expect(socket.status).toBe(502);
  });

  test("a sandbox that does not run says so, with the way to it", async () => {
    await launch(owner, { name: "ended" });
    const entry = await entryFor(owner, PORT, "/", { name: "ended" });
    await discard(owner, "ended");
    const entered = await visit(entry);
    const theirs = entered.headers.getSetCookie()[0]?.split(";", 1)[0] ?? "";
    const page = await visit(previewOf(PORT, "ended"), { headers: { cookie: theirs, ...PAGE } });
    expect(page.status).toBe(503);
    const text = await page.text();
    expect(text).toContain("ended is not running");
    expect(text).toContain('href="http://127.0.0.1:8787/sandboxes/ended"');
  });

  test("a bug tells no stack, and what is not configured is named", async () => {
    const broken = await visit(HOST, { headers: { cookie } }, {
      SANDBOX: undefined,
    } as unknown as Partial<Env>);
    expect(broken.status).toBe(500);
    expect(await broken.text()).not.toMatch(/\bat .*\.ts/);
    const unset = await visit(HOST, {}, { AUTH_SECRET: "" });
    expect([unset.status, await unset.text()]).toEqual([503, expect.stringContaining("AUTH_SECRET")]);
  });
});

describe("the dashboard", () => {
  test("is nowhere on a preview's host, whatever the path", async () => {
    for (const path of ["/", "/healthz", "/sign-in", "/api/v1/me"]) {
      const response = await visit(`${HOST}${path}`, { headers: PAGE });
      expect(response.status, path).toBe(401);
      expect(response.headers.getSetCookie()).toEqual([]);
    }
    const nowhere = await visit("http://demo.localhost:8787/api/v1/me", { headers: PAGE });
    expect(nowhere.status).toBe(404);
    expect(await nowhere.text()).toContain("Not the address of a preview");
    expect(await (await visit("http://localhost:8787/")).text()).toBe("the dashboard");
  });

  test("lists ports with the address that opens each", async () => {
    const { body } = await call(owner, "GET", "/sandboxes/shown/ports");
    expect(body.items).toContainEqual(
      expect.objectContaining({
        port: PORT,
        process: "node",
        url: "http://127.0.0.1:8787/sandboxes/shown/ports/3000/open",
      }),
    );
  });

  test.each([
    ["POST", "/api/v1/sandboxes"],
    ["PATCH", "/api/v1/policy"],
    ["POST", "/sign-out"],
    ["POST", "/sign-in"],
  ])(
    "refuses a preview's %s %s, session or not, by its origin and by the browser's word",
    async (method, path) => {
      const sessions: Record<string, string>[] = [{}, { cookie: "sandbar.session_token=x.y" }];
      const foreign = { "sec-fetch-site": "cross-site" };
      const places: Record<string, string>[] = [{ origin: HOST }, { origin: "null" }, foreign];
      for (const session of sessions) {
        for (const from of places) {
          const headers = new Headers({ "content-type": "application/json", ...session, ...from });
          const response = await visit(`http://127.0.0.1:8787${path}`, { method, headers, body: "{}" });
          const expected = path.startsWith("/api/v1") && !("cookie" in session) ? 401 : 403;
          expect(response.status, JSON.stringify([...headers])).toBe(expected);
          expect(response.headers.get("access-control-allow-origin")).toBeNull();
        }
      }
    },
  );
});
