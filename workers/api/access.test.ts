/** Every route × every role × own, a colleague's and another team's sandbox: generated from the route table. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "../data/database.ts";
import { beginRun } from "../data/reconciliation-runs.ts";
import { insertSandbox } from "../data/sandboxes.ts";
import { ABILITIES, can, ROLES, type Role, SCOPES, type Viewer } from "../domain/access.ts";
import { call, join, makeOwner, type Person, type Reply, withToken } from "../testing/people.ts";
import { recordOf } from "../testing/rows.ts";
import type { Route } from "./route.ts";
import { ROUTES } from "./routes.ts";

const QUOTA = { max_active_per_member: 1000, max_active_per_team: 1000 };
const people = {} as Record<Role, Person>;
let stranger: Person;
let colleague: Person;
/** Names of sandboxes by owner. */
const owned = new Map<Person, string>();

/** A row alone: whoever is let through finds no launched sandbox behind it, which is neither 401 nor 403. */
async function makeSandbox(person: Person): Promise<void> {
  const record = recordOf(person);
  await insertSandbox(database(env.DB), record, QUOTA);
  owned.set(person, record.name);
}

beforeAll(async () => {
  // A run is under way: none that is asked for here reaches the engine's other sandboxes, which are other tests'.
  await beginRun(database(env.DB), 0, Number.MAX_SAFE_INTEGER);
  people.owner = await makeOwner();
  for (const role of ROLES) people[role] ??= await join(people.owner.team_id, role);
  colleague = await join(people.owner.team_id, "member");
  stranger = await makeOwner();
  for (const person of [...Object.values(people), colleague, stranger]) await makeSandbox(person);
});

/** The least body that passes the route's schema, so that what answers is access and nothing else. */
const BODIES: Readonly<Record<string, unknown>> = {
  "POST /tickets": { resource: "/sandboxes/SANDBOX/live" },
  "POST /sandboxes": { name: "x", profile: "no-such-profile" },
  "POST /sandboxes/{name}/fork": { name: "x" },
  "POST /sandboxes/{name}/exports": { kind: "archive" },
  "POST /sandboxes/{name}/exec": { argv: ["true"] },
  "POST /sandboxes/{name}/shares": { role: "view", parts: ["terminal"], expires_in_minutes: 5 },
  "POST /tokens": { name: "t", scopes: ["admin"] },
  "PATCH /members/{user_id}": { role: "viewer" },
  "POST /invites": { role: "viewer" },
  "POST /teams": { name: "x" },
  "PATCH /team": { name: "x" },
  "POST /teams/switch": { team_id: "none" },
  "PATCH /policy": {},
  "POST /webhooks": { url: "https://example.com/hooks", events: ["export.succeeded"] },
  "PUT /audit/retention": { audit_retention_days: 365 },
  "POST /profiles": { name: "p", cpus: 1, memory_bytes: 2 ** 30, disk_bytes: 2 ** 30, pids: 64 },
  "POST /sandboxes/{name}/keep-alive": { minutes: 5 },
  "PUT /members/{user_id}/quota": { max_active: 5 },
  "PATCH /sandboxes/{name}/terminals/{terminal_id}": { name: "x" },
};

function ask(route: Route, person: Person | null, sandbox: string): Promise<Reply> {
  const method = route.method.toUpperCase();
  const path = route.path
    .replace("{name}", sandbox)
    .replace("{path+}", "a/b.txt")
    .replace(/\{\w+\}/g, "none");
  const body = route.body
    ? JSON.stringify(BODIES[`${method} ${route.path}`] ?? {}).replace("SANDBOX", sandbox)
    : undefined;
  return call(person, method, path, body, route.socket ? { upgrade: "websocket" } : {});
}

/** Guests of share links have a matrix of their own, in guest-access.test.ts. */
const guarded = ROUTES.filter(({ ability, handleGuest }) => ability !== "open" && !handleGuest);
const named = guarded.filter(({ path }) => path.includes("{name}") || path === "/tickets");
const title = ({ method, path }: Route) => `${method.toUpperCase()} ${path}`;
const cases = (routes: readonly Route[]) => routes.map((route) => [title(route), route] as const);

function viewer({ user_id, team_id }: Person, role: Role): Viewer {
  return { kind: "member", user_id, team_id, name: "", role, token: null, session_id: null };
}

function denied({ status }: Reply): boolean {
  return status === 401 || status === 403;
}

describe("nobody", () => {
  test.each(cases(guarded))("%s answers 401", async (_, route) => {
    const reply = await ask(route, null, owned.get(people.owner)!);
    expect(reply).toMatchObject({ status: 401, body: { reason_code: "unauthenticated", retryable: false } });
  });

  test.each(cases(guarded))("%s answers 401 to an unknown token", async (_, route) => {
    const forged = { ...people.owner, authorization: `Bearer sbx_${"A".repeat(43)}` };
    expect(await ask(route, forged, owned.get(people.owner)!)).toMatchObject({ status: 401 });
  });
});

describe.each(ROLES)("%s", (role) => {
  test.each(cases(guarded))("%s of their own, a colleague's", async (_, route) => {
    const { ability } = route;
    for (const whose of [people[role], colleague]) {
      const resource = { team_id: whose.team_id, owner_id: whose.user_id };
      const about = named.includes(route) ? resource : undefined;
      const allowed = ability === null || can(viewer(people[role], role), ability as never, about).ok;
      const reply = await ask(route, people[role], owned.get(whose)!);
      expect(denied(reply), JSON.stringify(reply.body)).toBe(!allowed);
      if (!allowed) expect(reply.body.reason_code).toBe("not_permitted");
    }
  });

  test.each(cases(named))("%s of another team is not there", async (_, route) => {
    const reply = await ask(route, people[role], owned.get(stranger)!);
    expect(reply).toMatchObject({ status: 404, body: { reason_code: "not_found", retryable: false } });
    const unknown = await ask(route, people[role], "never-existed");
    expect({ ...unknown.body, request_id: "" }).toEqual({ ...reply.body, request_id: "" });
  });
});

describe("a token", () => {
  test.each(SCOPES)("with %s alone does what that allows and nothing else", async (scope) => {
    const person = await withToken(people.owner, [scope]);
    for (const route of guarded) {
      const reply = await ask(route, person, owned.get(people.owner)!);
      const needed =
        route.ability === null ? scope : ABILITIES[route.ability as never as keyof typeof ABILITIES].scope;
      expect(denied(reply), `${title(route)} ${JSON.stringify(reply.body)}`).toBe(needed !== scope);
      if (needed !== scope) expect(reply.body.reason_code).toBe("scope_missing");
    }
  });

  test("makes no token that may do more than itself", async () => {
    const person = await withToken(people.owner, ["admin", "sandboxes:read"]);
    const body = { name: "more", scopes: ["sandboxes:read", "sandboxes:exec"] };
    expect(await call(person, "POST", "/tokens", body)).toMatchObject({
      status: 403,
      body: { reason_code: "scope_missing", field: "scopes" },
    });
  });
});

test("what was denied is in the audit log, with actor and target", async () => {
  await call(people.viewer, "PATCH", "/policy", { auto_teardown: false });
  const { items } = (await call(people.owner, "GET", "/audit?target=policy&limit=1")).body;
  expect(items[0]).toMatchObject({
    action: "policy.patched",
    outcome: "refused",
    data: { reason_code: "not_permitted" },
  });
});
