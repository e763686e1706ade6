/** Every route of the table: what changes something is in the audit log, whatever its use case does or forgets. */
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { listAudit } from "../data/audit.ts";
import { database } from "../data/database.ts";
import { revokeToken } from "../data/tokens.ts";
import { SCOPES, type Viewer } from "../domain/access.ts";
import type { RequestContext } from "../http/context.ts";
import { call, join, makeOwner, type Person, withToken } from "../testing/people.ts";
import { send } from "../testing/requests.ts";
import { FABRICATED } from "../testing/unnamed-changes.ts";
import { dispatch } from "./dispatch.ts";
import { changes, UNNAMED_CHANGE } from "./request-trail.ts";
import type { Route } from "./route.ts";
import { ROUTES } from "./routes.ts";

const db = database(env.DB);
let owner: Person;
beforeAll(async () => {
  owner = await makeOwner();
});

const title = ({ method, path }: Route) => `${method.toUpperCase()} ${path}`;
const cases = (routes: readonly Route[]) => routes.map((route) => [title(route), route] as const);
const ofMembers = ROUTES.filter((route) => changes(route) && !route.handleOpen && !route.handleGuest);

async function written(team_id: string, request_id: string) {
  const { items } = await listAudit(db, { team_id, q: request_id, limit: 10 });
  return items;
}

/** As from a token of its own, so that what one route has written slows no other's. */
function contextOf({ team_id, user_id }: Person): RequestContext {
  const token = { token_id: crypto.randomUUID(), scopes: SCOPES };
  const person = { kind: "member", user_id, name: "Ann", team_id, role: "owner", session_id: null } as const;
  const viewer: Viewer = { ...person, token };
  const request_id = crypto.randomUUID();
  const ctx = createExecutionContext();
  return { env, ctx, viewer, person: null, request_id, nonce: "", address: FABRICATED, now: Date.now() };
}

/** Calls the dispatcher with this route and nothing but its path, as if all of that were in order. */
async function dispatched(route: Route, answer: Route["handle"]) {
  const http = contextOf(owner);
  const bare = { ...route, params: undefined, query: undefined, body: undefined, handle: answer };
  const request = new Request("http://sandbar.example/", { method: route.method.toUpperCase() });
  await dispatch(bare, request, http, { name: "demo" });
  return written(owner.team_id, http.request_id);
}

describe("a route whose use case writes nothing", () => {
  test.each(cases(ofMembers))("%s is written down when done, unless it says why not", async (_, route) => {
    const entries = await dispatched(route, async () => new Response(null, { status: 204 }));
    if (route.unaudited !== undefined) expect(entries).toEqual([]);
    else
      expect(entries).toMatchObject([
        {
          action: UNNAMED_CHANGE,
          outcome: "done",
          target: "sandbox:demo",
          address: FABRICATED,
          data: { path: route.path },
        },
      ]);
  });

  test.each(cases(ofMembers))("%s is written down when refused", async (_, route) => {
    const refusal = { reason_code: "some_reason", message: "No.", retryable: false };
    const entries = await dispatched(route, async () => ({ ok: false, refusal }));
    expect(entries).toMatchObject([
      { outcome: "refused", data: { reason_code: "some_reason", path: route.path } },
    ]);
  });

  test.each(cases(ofMembers.filter(({ body }) => body)))(
    "%s is written down when its body is none",
    async (_, route) => {
      const person = await withToken(owner);
      const path = route.path.replace("{path+}", "a.txt").replace(/\{\w+\}/g, "none");
      const reply = await call(person, route.method.toUpperCase(), path, "{");
      expect(reply).toMatchObject({ status: 400, body: { reason_code: "invalid_json" } });
      expect(await written(owner.team_id, reply.body.request_id)).toMatchObject([
        { action: "request.refused", outcome: "refused", data: { reason_code: "invalid_json" } },
      ]);
    },
  );
});

test("what only reads is not written down, nor refused reading of what is not there", async () => {
  const reply = await call(owner, "GET", "/sandboxes/none");
  expect(await written(owner.team_id, reply.headers.get("x-request-id")!)).toEqual([]);
});

describe("what is turned away before anybody is known", () => {
  /** Minutes that no file before has written attempts in: those of all strangers count together in one isolate. */
  let fresh = Date.now();
  beforeEach(() => {
    fresh += 3_600_000;
    vi.useFakeTimers({ toFake: ["Date"], now: fresh });
    onTestFinished(() => void vi.useRealTimers());
  });

  const refusedBy = async (person: Person | null, team_id: string, path = "/me", method = "GET") => {
    const reply = await call(person, method, path);
    return { reply, entries: await written(team_id, reply.body.request_id) };
  };

  test("a token that was revoked is named to its team, and never shown", async () => {
    const person = await join(owner.team_id, "member");
    const { items } = (await call(person, "GET", "/tokens")).body;
    const [{ token_id }] = items;
    await revokeToken(db, owner.team_id, token_id, Date.now());
    const { reply, entries } = await refusedBy(person, owner.team_id);
    expect(reply.status).toBe(401);
    expect(entries).toMatchObject([
      { actor: { kind: "token", id: token_id }, outcome: "refused", data: { reason_code: "invalid_token" } },
    ]);
    expect(JSON.stringify(entries)).not.toContain(person.authorization.slice("Bearer ".length));
  });

  test("an unknown token is told to the first team, and a flood of them only now and then", async () => {
    const { id } = (await env.DB.prepare("SELECT id FROM teams ORDER BY created_at, id LIMIT 1").first<{
      id: string;
    }>())!;
    const forged = { ...owner, authorization: `Bearer sbx_${"B".repeat(43)}` };
    const count = async () =>
      (await listAudit(db, { team_id: id, actor_kind: "anonymous", limit: 200 })).items.length;
    const before = await count();
    for (let n = 0; n < 40; n++) expect((await call(forged, "GET", "/me")).status).toBe(401);
    const after = await count();
    expect(after - before).toBe(10);
    const { items } = await listAudit(db, { team_id: id, actor_kind: "anonymous", limit: 200 });
    expect(items.some(({ data }) => data.more_not_written === true)).toBe(true);
  });

  test("a change that nobody asks for, a ticket that opens nothing, a form of another site", async () => {
    const { id } = (await env.DB.prepare("SELECT id FROM teams ORDER BY created_at, id LIMIT 1").first<{
      id: string;
    }>())!;
    expect((await refusedBy(null, id, "/policy", "PATCH")).entries).toMatchObject([
      { actor: { kind: "anonymous" }, data: { reason_code: "unauthenticated", path: "/policy" } },
    ]);
    const ticket = await send("/api/v1/sandboxes/demo/live?ticket=forged", {
      headers: { upgrade: "websocket" },
    });
    expect(await written(id, ticket.headers.get("x-request-id")!)).toMatchObject([
      { target: "sandbox:demo", data: { reason_code: "invalid_ticket" } },
    ]);
    const form = await send("/launch", { method: "POST", headers: { origin: "https://evil.example" } });
    expect(await written(id, form.headers.get("x-request-id")!)).toMatchObject([
      { data: { reason_code: "foreign_origin", origin: "https://evil.example", path: "/launch" } },
    ]);
  });

  test("requests that come too fast, even such as only read", async () => {
    const reading = ROUTES.find((route) => route.path === "/policy" && !changes(route))!;
    const route: Route = { ...reading, path: "/limited", limit: 1, handle: async () => new Response(null) };
    const http = contextOf(owner);
    const request = new Request("http://sandbar.example/");
    expect((await dispatch(route, request, http, {})).ok).toBe(true);
    expect((await dispatch(route, request, http, {})).ok).toBe(false);
    expect(await written(owner.team_id, http.request_id)).toMatchObject([
      { action: "request.refused", data: { reason_code: "rate_limited", path: "/limited" } },
    ]);
  });
});
