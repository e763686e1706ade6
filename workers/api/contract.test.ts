/** What every answer and every body keep to, whichever the route. */
import { beforeAll, describe, expect, test } from "vitest";
import { call, discard, join, launch, makeOwner, type Person } from "../testing/people.ts";
import { type Route, readsJson } from "./route.ts";
import { ROUTES } from "./routes.ts";
import { errorBody } from "./schemas/common.ts";

let owner: Person;
beforeAll(async () => {
  owner = await makeOwner();
});

const title = ({ method, path }: Route) => `${method.toUpperCase()} ${path}`;
const withBody = ROUTES.filter(({ body, ability }) => body && ability !== "open");
const at = (route: Route) => route.path.replace("{name}", "none").replace(/\{\w+\+?\}/g, "x");

describe("bodies", () => {
  test.each(withBody.map((route) => [title(route), route] as const))(
    "C29: %s refuses broken JSON, wrong types and unknown fields by name",
    async (_, route) => {
      const method = route.method.toUpperCase();
      const broken = await call(owner, method, at(route), "{not json");
      expect(broken).toMatchObject({ status: 400, body: { reason_code: "invalid_json", field: "body" } });
      for (const body of ["[]", '"text"', "null", "7"]) {
        expect(await call(owner, method, at(route), body)).toMatchObject({
          status: 400,
          body: { field: "body" },
        });
      }
      const unknown = await call(owner, method, at(route), { surprise: 1 });
      expect(unknown.status).toBe(400);
      expect(unknown.body.field).toBeTypeOf("string");
    },
  );

  const bodyless = ROUTES.filter((route) => !route.body && readsJson(route) && !route.handleGuest);
  test.each(bodyless.map((route) => [title(route), route] as const))(
    "C29: %s has no fields, and refuses a body that has some",
    async (_, route) => {
      const unknown = await call(owner, route.method.toUpperCase(), at(route), { surprise: 1 });
      expect(unknown).toMatchObject({ status: 400, body: { field: expect.any(String) } });
      expect(["surprise", ...Object.keys(route.query?.shape ?? {})]).toContain(unknown.body.field);
      expect(await call(owner, route.method.toUpperCase(), at(route), "no JSON")).toMatchObject({
        status: 400,
      });
    },
  );

  test("who gets what a member leaves is named in the query: in a body it is refused, and nobody is removed", async () => {
    const member = await join(owner.team_id, "member");
    const path = `/members/${member.user_id}`;
    const refused = await call(owner, "DELETE", path, { sandboxes_to: owner.user_id });
    const body = { reason_code: "unknown_field", field: "sandboxes_to" };
    expect(refused).toMatchObject({ status: 400, body });
    const { items } = (await call(owner, "GET", "/members")).body;
    expect(items.map(({ user_id }: Person) => user_id)).toContain(member.user_id);
    expect(await call(owner, "DELETE", path, {})).toMatchObject({ status: 200 });
  });

  test('C29: "true" is not true, and an unknown field is named even beside right ones', async () => {
    const wrong = await call(owner, "PATCH", "/policy", { auto_teardown: "true" });
    expect(wrong).toMatchObject({ status: 400, body: { field: "auto_teardown" } });
    const unknown = await call(owner, "PATCH", "/policy", { auto_teardown: true, idle: 3 });
    expect(unknown).toMatchObject({ status: 400, body: { reason_code: "unknown_field", field: "idle" } });
    const hidden = await call(owner, "PATCH", "/policy", '{"__proto__": {"auto_teardown": false}}');
    expect(hidden).toMatchObject({ status: 400, body: { field: "__proto__" } });
  });
});

describe("policy", () => {
  test("R1: a change of one field keeps every other; false and 0 count", async () => {
    const before = (await call(owner, "GET", "/policy")).body;
    const changed = await call(owner, "PATCH", "/policy", { auto_teardown: false, max_lifetime_hours: 0 });
    const expected = { ...before, auto_teardown: false, max_lifetime_hours: 0, version: before.version + 1 };
    expect(changed).toMatchObject({ status: 200, body: expected });
    const one = await call(owner, "PATCH", "/policy", { idle_timeout_minutes: 5 });
    expect(one.body).toEqual({ ...expected, idle_timeout_minutes: 5, version: before.version + 2 });
    expect((await call(owner, "GET", "/policy")).body).toEqual(one.body);
    expect((await call(owner, "PATCH", "/policy", {})).body).toEqual(one.body);
  });

  test("a change shows at once in what sandboxes say of their end", async () => {
    const settings = { idle_timeout_minutes: 10, max_lifetime_hours: 0, auto_teardown: true };
    await call(owner, "PATCH", "/policy", settings);
    await launch(owner, { name: "clocked" });
    const until = async () => {
      const { last_activity, teardown } = (await call(owner, "GET", "/sandboxes/clocked")).body;
      expect(teardown).toMatchObject({ auto: true, reason: "idle", policy: "idle_timeout_minutes" });
      return (Date.parse(teardown.at) - Date.parse(last_activity.at)) / 60_000;
    };
    expect(await until()).toBe(10);
    await call(owner, "PATCH", "/policy", { idle_timeout_minutes: 25 });
    expect(await until()).toBe(25);
    await call(owner, "PATCH", "/policy", { idle_timeout_minutes: 0 });
    const { body } = await call(owner, "GET", "/sandboxes/clocked");
    expect(body.teardown).toMatchObject({ auto: false, at: null, policy: null });
    await discard(owner, "clocked");
  });

  test.each([
    ["idle_timeout_minutes", "90s"],
    ["idle_timeout_minutes", -1],
    ["idle_timeout_minutes", 1.5],
    ["idle_timeout_minutes", 1e300],
    ["max_active_per_team", null],
  ])("R8: %s = %j is refused, and nothing changes", async (field, value) => {
    const before = (await call(owner, "GET", "/policy")).body;
    const reply = await call(owner, "PATCH", "/policy", { max_lifetime_hours: 7, [field]: value });
    expect(reply).toMatchObject({ status: 400, body: { field, retryable: false } });
    expect((await call(owner, "GET", "/policy")).body).toEqual(before);
  });
});

describe("refusals", () => {
  test("C5: every kind carries retryable, its reason and the request's id", async () => {
    const viewer = await join(owner.team_id, "viewer");
    const replies = [
      await call(null, "GET", "/me"),
      await call(owner, "GET", "/nowhere"),
      await call(owner, "GET", "/sandboxes/none"),
      await call(owner, "GET", "/sandboxes?cursor=x"),
      await call(owner, "POST", "/sandboxes", "{"),
      await call(owner, "PUT", "/policy", {}),
      await call(viewer, "PATCH", "/policy", {}),
      await call(owner, "POST", "/setup", {
        setup_token: "x",
        team: "T",
        name: "N",
        email: "a@example.com",
        password: "correct horse battery",
      }),
    ];
    for (const { status, body, headers } of replies) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(errorBody.strict().safeParse(body).error).toBeUndefined();
      expect(body.retryable).toBe(false);
      expect(headers.get("x-request-id")).toBe(body.request_id);
    }
  });

  test.each(["wait=90s", "wait=", "wait=-1", "wait=1e3", "wait=301", "wait=NaN"])(
    "R8: Prefer: %s is refused by name",
    async (prefer) => {
      const reply = await call(owner, "POST", "/sandboxes", { name: "never" }, { prefer });
      expect(reply).toMatchObject({ status: 400, body: { field: "Prefer" } });
    },
  );
});

describe("tokens", () => {
  test("work until they expire or are revoked, and are shown once", async () => {
    const body = { name: "ci", scopes: ["sandboxes:read"], expires_in_days: 1 };
    const made = await call(owner, "POST", "/tokens", body);
    expect(made).toMatchObject({ status: 201, body: { name: "ci", token: expect.stringMatching(/^sbx_/) } });
    const { token, token_id } = made.body;
    const person = { ...owner, authorization: `Bearer ${token}` };
    expect((await call(person, "GET", "/me")).body).toMatchObject({ scopes: ["sandboxes:read"] });
    const listed = await call(owner, "GET", "/tokens");
    expect(JSON.stringify(listed.body)).not.toContain(token);
    expect((await call(owner, "DELETE", `/tokens/${token_id}`)).status).toBe(204);
    expect(await call(person, "GET", "/me")).toMatchObject({
      status: 401,
      body: { reason_code: "invalid_token" },
    });
    expect((await call(owner, "DELETE", `/tokens/${token_id}`)).status).toBe(404);
  });

  test.each([0, -1, 1.5, "7", 1e9, null])("R8: expires_in_days %j is refused", async (expires_in_days) => {
    const reply = await call(owner, "POST", "/tokens", { name: "x", scopes: ["admin"], expires_in_days });
    expect(reply).toMatchObject({ status: 400, body: { field: "expires_in_days" } });
  });
});

test("the list comes in pages, filtered, newest first", async () => {
  const owner = await makeOwner();
  for (const name of ["p1", "p2", "p3"]) await launch(owner, { name });
  const first = await call(owner, "GET", "/sandboxes?limit=2");
  expect(first.body.items.map(({ name }: { name: string }) => name)).toEqual(["p3", "p2"]);
  const second = await call(owner, "GET", `/sandboxes?limit=2&cursor=${first.body.next_cursor}`);
  expect(second.body).toMatchObject({ items: [{ name: "p1" }], next_cursor: null });
  expect((await call(owner, "GET", "/sandboxes?q=p2&owner=me")).body.items).toHaveLength(1);
  expect((await call(owner, "GET", "/sandboxes?state=destroyed")).body.items).toHaveLength(0);
  expect(await call(owner, "GET", "/sandboxes?state=asleep")).toMatchObject({
    status: 400,
    body: { field: "state" },
  });
  for (const name of ["p1", "p2", "p3"]) await discard(owner, name);
});
