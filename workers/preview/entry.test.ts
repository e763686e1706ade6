/** Who gets into a preview, and how. */
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { database } from "../data/database.ts";
import { removeMember } from "../data/membership.ts";
import { openPreview, type PreviewRequest } from "../services/work/previews.ts";
import { call, discard, join, makeOwner, type Person } from "../testing/people.ts";
import {
  contextOf,
  cookieOf,
  entryFor,
  HOST,
  launchShown,
  PAGE,
  PORT,
  serve,
  sessionFor,
  signOutOf,
  visit,
} from "../testing/previews.ts";
import { answerPreview } from "./preview.ts";

let owner: Person;
let cookie: string;
beforeAll(async () => {
  owner = await launchShown();
  await serve(owner, PORT);
  cookie = await cookieOf(owner);
});
afterAll(() => discard(owner, "shown"));

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return visit(`${HOST}${path}`, { headers: { cookie, ...headers } });
}

describe("the way in", () => {
  test("a ticket becomes a cookie of that host alone, and leads to the path that was asked for", async () => {
    const address = await entryFor(owner, PORT, "/a/b?c=d#e");
    expect(address).toMatch(
      /^http:\/\/3000--shown\.localhost:8787\/\.sandbar\/enter\?ticket=[\w-]{43}&path=/,
    );
    const entered = await visit(address);
    expect(entered.status).toBe(302);
    expect(entered.headers.get("location")).toBe("/a/b?c=d#e");
    expect(entered.headers.get("referrer-policy")).toBe("no-referrer");
    const [set = ""] = entered.headers.getSetCookie();
    expect(set).toMatch(/^__sandbar_preview=[\w-]+\.[\w-]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/);
    const https = { PUBLIC_URL: "https://sandbar.example.com", PREVIEW_HOST: "preview.example.com" };
    const secure = { ...contextOf(owner), env: { ...env, ...https }, origin: https.PUBLIC_URL };
    const opened = await openPreview(secure, {
      name: "shown",
      port: "3000",
      path: "/",
      session_id: await sessionFor(owner),
    });
    const location = opened.ok ? opened.value.location : "";
    expect(location).toMatch(/^https:\/\/3000--shown\.preview\.example\.com\/\.sandbar\/enter/);
    expect((await visit(location, {}, https)).headers.getSetCookie()[0]).toMatch(/; Secure$/);
  });

  test("a ticket works once, and for its own port alone", async () => {
    const address = await entryFor(owner, PORT);
    expect((await visit(address.replace("3000--", "3001--"))).status).toBe(401);
    expect((await visit(address)).status).toBe(302);
    const again = await visit(address, { headers: PAGE });
    expect(again.status).toBe(401);
    expect(await again.text()).toContain("http://127.0.0.1:8787/sandboxes/shown/ports/3000/open");
    expect((await visit(address, { headers: { cookie } })).status).toBe(302);
    for (const ticket of ["", "A".repeat(43)]) {
      expect((await visit(`${HOST}/.sandbar/enter?ticket=${ticket}`)).status).toBe(401);
    }
  });

  test("an API ticket opens no preview, and a preview's ticket no socket", async () => {
    const reply = await call(owner, "POST", "/tickets", { resource: "/sandboxes/shown/live" });
    expect((await visit(`${HOST}/.sandbar/enter?ticket=${reply.body.ticket}`)).status).toBe(401);
    const own = new URL(await entryFor(owner, PORT)).searchParams.get("ticket");
    const socket = await call(null, "GET", `/sandboxes/shown/live?ticket=${own}`, undefined, {
      upgrade: "websocket",
    });
    expect(socket.status).toBe(401);
    const asked = await call(owner, "POST", "/tickets", { resource: "preview:3000--shown" });
    expect(asked.status).toBe(400);
  });

  test.each(["https://evil.example/", "//evil.example/", "/\\evil.example/", "/.//evil.example/"])(
    "C15: the path %s leads nowhere else",
    async (path) => {
      const address = new URL(await entryFor(owner, PORT, path));
      expect(address.searchParams.get("path")).toBe("/");
      address.searchParams.set("path", path);
      expect((await visit(address.href)).headers.get("location")).toBe("/");
    },
  );

  test("who may not see the sandbox, holds only a token, or names no port is refused, and the audit says who came", async () => {
    const stranger = await makeOwner();
    const session_id: string | null = "s";
    const input = { name: "shown", port: "3000", path: "/", session_id };
    const reasonOf = async (context: ReturnType<typeof contextOf>, changes: Partial<PreviewRequest> = {}) => {
      const opened = await openPreview(context, { ...input, ...changes });
      return opened.ok ? "opened" : opened.refusal.reason_code;
    };
    expect(await reasonOf(contextOf(stranger))).toBe("not_found");
    const token = { token_id: "t", scopes: ["sandboxes:read"] as const };
    expect(await reasonOf(contextOf(owner, { token }))).toBe("session_needed");
    expect(await reasonOf(contextOf(owner), { session_id: null })).toBe("session_needed");
    for (const port of ["0", "65536", "80a", "", "-1", "1e3", "03000"]) {
      expect(await reasonOf(contextOf(owner), { port })).toBe("invalid_input");
    }
    const deployed = { ...contextOf(owner), origin: "https://sandbar.example.com" };
    expect(await reasonOf(deployed)).toBe("previews_off");
    const viewer = await join(owner.team_id, "viewer");
    expect(await reasonOf(contextOf(viewer, { role: "viewer" }))).toBe("opened");
    const entry = await env.DB.prepare(
      "SELECT outcome, data FROM audit WHERE action = 'preview.opened' AND actor_id = ?",
    )
      .bind(viewer.user_id)
      .first<{ outcome: string; data: string }>();
    expect(entry?.outcome).toBe("done");
    expect(JSON.parse(entry?.data ?? "{}")).toMatchObject({ port: "3000" });
    expect(entry?.data).not.toContain("ticket");
  });
});

describe("without a good cookie", () => {
  test("a person sees where to open it, a page's parts see 401, and nothing reaches the program", async () => {
    const page = await visit(`${HOST}/x?y=<script>`, { headers: PAGE });
    expect(page.status).toBe(401);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    const text = await page.text();
    expect(text).toContain("/sandboxes/shown/ports/3000/open?path=%2Fx%3Fy%3D");
    expect(text).not.toContain("<script>");
    const part = await visit(`${HOST}/x.js`, { headers: { "sec-fetch-dest": "script" } });
    expect([part.status, part.headers.get("content-type")]).toEqual([401, "text/plain; charset=utf-8"]);
    expect((await visit(`${HOST}/`, { method: "POST", body: "x", headers: { origin: HOST } })).status).toBe(
      401,
    );
  });

  test("a forged, altered, expired or another port's cookie is none", async () => {
    const [, value = ""] = cookie.split("=");
    const [payload = "", signature = ""] = value.split(".");
    const pass = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    const altered = btoa(JSON.stringify({ ...pass, expires_at: 1e15 })).replaceAll("=", "");
    for (const bad of [
      "",
      "x",
      ".",
      `${payload}.`,
      `.${signature}`,
      `${altered}.${signature}`,
      `${payload}.AAAA`,
      "%00",
    ]) {
      expect((await get("/", { cookie: `__sandbar_preview=${bad}` })).status, bad).toBe(401);
    }
    expect((await get("/", { cookie: `sandbar.session_token=${value}` })).status).toBe(401);
    expect((await visit("http://3001--shown.localhost:8787/", { headers: { cookie } })).status).toBe(401);
    expect((await visit("http://3000--other.localhost:8787/", { headers: { cookie } })).status).toBe(401);
    expect(
      (
        await visit(
          `${HOST}/`,
          { headers: { cookie } },
          { AUTH_SECRET: "another secret 0123456789012345678" },
        )
      ).status,
    ).toBe(401);
  });

  test("one that another preview put beside it does not hide it", async () => {
    expect((await get("/", { cookie: `__sandbar_preview=x.y; ${cookie}; z=1` })).status).toBe(200);
  });

  /** The answer to the same cookie a minute later. */
  async function statusLater(theirs: string): Promise<number> {
    const url = new URL(HOST);
    const request = new Request(url, { headers: { cookie: theirs } });
    const hosts = { protocol: "http:", host: "localhost", port: "8787" };
    const preview = { name: "shown", port: PORT };
    const visited = { env, request, url, hosts, preview, request_id: "r", nonce: "n", address: null };
    return (await answerPreview({ ...visited, now: Date.now() + 60_000 })).status;
  }

  test("whoever leaves the team or signs out is out within a minute, and nobody else is", async () => {
    const viewer = await join(owner.team_id, "viewer");
    const [theirs, mine] = [await cookieOf(viewer), await sessionFor(owner)];
    const [signedOut, signedIn] = [await cookieOf(owner, PORT, mine), cookie];
    for (const good of [theirs, signedOut, signedIn])
      expect((await get("/", { cookie: good })).status).toBe(200);
    const leaving = { user_id: viewer.user_id, role: "viewer" } as const;
    await removeMember(database(env.DB), owner.team_id, leaving, Date.now());
    await signOutOf(mine);
    expect(await Promise.all([theirs, signedOut, signedIn].map(statusLater))).toEqual([401, 401, 200]);
  });
});
