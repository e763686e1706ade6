/** Private sandboxes, and giving them away: real ones, as each of the team's people meets them. */
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openLive } from "../testing/live-socket.ts";
import { call, discard, join, launch, makeOwner, type Person } from "../testing/people.ts";

let admin: Person;
let ann: Person;
let ben: Person;
let viewer: Person;

beforeAll(async () => {
  admin = await makeOwner();
  ann = await join(admin.team_id, "member");
  ben = await join(admin.team_id, "member");
  viewer = await join(admin.team_id, "viewer");
});

const running: string[] = [];
afterAll(async () => {
  for (const name of running) await discard(admin, name);
});

async function launchFor(person: Person, body: { name: string; visibility?: string }): Promise<void> {
  running.push(body.name);
  await launch(person, body);
}

async function listed(person: Person): Promise<string[]> {
  const page = await call(person, "GET", "/sandboxes");
  return page.body.items.map(({ name }: { name: string }) => name);
}

test("a private sandbox is there for its owner and the admins, and for nobody else", async () => {
  await launchFor(ann, { name: "secret", visibility: "private" });
  for (const person of [ann, admin]) {
    expect((await call(person, "GET", "/sandboxes/secret")).body).toMatchObject({ visibility: "private" });
    expect(await listed(person)).toContain("secret");
  }
  const unknown = await call(ben, "GET", "/sandboxes/never-was");
  for (const person of [ben, viewer]) {
    const hidden = await call(person, "GET", "/sandboxes/secret");
    expect(hidden.status).toBe(404);
    expect({ ...hidden.body, request_id: "" }).toEqual({ ...unknown.body, request_id: "" });
    expect(await listed(person)).not.toContain("secret");
    expect(await call(person, "GET", "/sandboxes?q=secret")).toMatchObject({ body: { items: [] } });
    expect((await call(person, "POST", "/tickets", { resource: "/sandboxes/secret/live" })).status).toBe(404);
    for (const part of ["events", "logs", "checkpoints", "exports", "recordings", "ports", "terminals"]) {
      expect((await call(person, "GET", `/sandboxes/secret/${part}`)).status, part).toBe(404);
    }
  }
});

test("its name is taken for the others too, without a word about whose it is", async () => {
  for (const body of [{ name: "secret" }, { name: "Secret", force_recreate: true }]) {
    const refused = await call(ben, "POST", "/sandboxes", body);
    expect(refused).toMatchObject({ status: 409, body: { reason_code: "name_taken", field: "name" } });
    expect(JSON.stringify(refused.body)).not.toContain(ann.user_id);
  }
  expect((await call(ann, "POST", "/sandboxes", { name: "secret" })).body).toMatchObject({ reused: true });
});

test("a sandbox that becomes private closes whoever is in it, and lets in again who may stay", async () => {
  await launchFor(ann, { name: "closing" });
  const [hers, his] = [await openLive(ann, "closing"), await openLive(ben, "closing")];
  const changed = await call(ann, "PATCH", "/sandboxes/closing", { visibility: "private" });
  expect(changed).toMatchObject({ status: 200, body: { visibility: "private" } });
  expect(await his.closed).toMatchObject({ code: 4403, reason: "the sandbox is private now" });
  expect(await hers.closed).toMatchObject({ code: 4403 });
  (await openLive(ann, "closing")).close();
  await expect(openLive(ben, "closing")).rejects.toThrow("404");
  const left = await env.DB.prepare("SELECT count(*) AS n FROM revocations WHERE match_json = '{}'").first();
  expect(left).toEqual({ n: 0 });
  await call(ann, "PATCH", "/sandboxes/closing", { visibility: "team" });
  (await openLive(ben, "closing")).close();
});

test("who is given a sandbox has it at once, and who gave it has not", async () => {
  await launchFor(ann, { name: "gift", visibility: "private" });
  const hers = await openLive(ann, "gift");
  const given = await call(ann, "PATCH", "/sandboxes/gift", { owner: ben.user_id });
  expect(given).toMatchObject({ status: 200, body: { owner: { user_id: ben.user_id } } });
  expect(await hers.closed).toMatchObject({ code: 4403 });
  expect((await call(ann, "GET", "/sandboxes/gift")).status).toBe(404);
  expect(await listed(ann)).not.toContain("gift");
  const argv = ["true"];
  expect(await call(ben, "POST", "/sandboxes/gift/exec", { argv })).toMatchObject({ body: { exit_code: 0 } });
  const { items } = (await call(ben, "GET", "/sandboxes/gift/events?after=0")).body;
  expect(items.at(-1)).toMatchObject({
    type: "owner_changed",
    data: { from: { user_id: ann.user_id }, to: { user_id: ben.user_id } },
  });
});

test("it is given to nobody who can't own one, or has no place left, and by nobody who may not", async () => {
  await launchFor(ann, { name: "kept" });
  const give = (person: Person, owner: string) => call(person, "PATCH", "/sandboxes/kept", { owner });
  const stranger = await makeOwner();
  for (const nobody of [viewer, stranger]) {
    expect(await give(ann, nobody.user_id)).toMatchObject({
      status: 400,
      body: { reason_code: "invalid_owner", field: "owner" },
    });
  }
  expect(await give(ben, ben.user_id)).toMatchObject({ status: 403, body: { reason_code: "not_permitted" } });
  const sql = "UPDATE members SET max_active = 1 WHERE user_id = ?";
  await env.DB.prepare(sql).bind(ben.user_id).run();
  const full = await give(admin, ben.user_id);
  expect(full).toMatchObject({ status: 429, body: { reason_code: "quota_exceeded" } });
  expect(full.body.error).toMatch(/has 1 active sandbox; one member may have 1/);
  expect((await call(ben, "GET", "/sandboxes/kept")).body.owner.user_id).toBe(ann.user_id);
});

test("what an admin does to somebody's sandbox names on whose behalf", async () => {
  await call(admin, "PATCH", "/sandboxes/kept", { idle_timeout_minutes: 7 });
  await call(ann, "PATCH", "/sandboxes/kept", { idle_timeout_minutes: 8 });
  const { items } = (await call(admin, "GET", "/audit?target=sandbox:kept&limit=2")).body;
  expect(items[1].data).toMatchObject({ on_behalf_of: ann.user_id });
  expect(items[0].data).not.toHaveProperty("on_behalf_of");
});

test("a fork of a private sandbox is private", async () => {
  await call(ann, "POST", "/sandboxes/secret/checkpoints", {}, { prefer: "wait=60" });
  running.push("secret-fork");
  const forked = await call(
    admin,
    "POST",
    "/sandboxes/secret/fork",
    { name: "secret-fork" },
    { prefer: "wait=60" },
  );
  expect(forked).toMatchObject({ status: 201, body: { sandbox: { visibility: "private" } } });
  expect((await call(ann, "GET", "/sandboxes/secret-fork")).status).toBe(404);
});
