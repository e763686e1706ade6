import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { database } from "../data/database.ts";
import { joinByInvite } from "../data/joining.ts";
import { acceptInvite, findInvite, joinAsNewPerson } from "../services/team/invites.ts";
import { call, discard, join, launch, makeOwner, type Person, withToken } from "../testing/people.ts";
import { send } from "../testing/requests.ts";

let owner: Person;
let admin: Person;
let member: Person;

beforeAll(async () => {
  owner = await makeOwner();
  admin = await join(owner.team_id, "admin");
  member = await join(owner.team_id, "member");
});

const roleOf = async (person: Person, seenBy = owner) => {
  const { items } = (await call(seenBy, "GET", "/members")).body;
  return items.find(({ user_id }: { user_id: string }) => user_id === person.user_id)?.role;
};
const setRole = (by: Person, of: Person, role: string) =>
  call(by, "PATCH", `/members/${of.user_id}`, { role });
const tokenIn = (url: string) => url.split("/invite/")[1] ?? "";
const now = () => Date.now();

test("everybody sees names and roles; addresses only who manages, and whose they are", async () => {
  const shown = async (person: Person) =>
    (await call(person, "GET", "/members")).body.items.map(
      (one: { email: string | null }) => one.email !== null,
    );
  expect(await shown(admin)).toEqual([true, true, true]);
  const { items } = (await call(member, "GET", "/members")).body;
  const known = items.filter(({ email }: { email: string | null }) => email !== null);
  expect(known).toMatchObject([{ user_id: member.user_id }]);
});

test("nobody reaches beyond their own role, and nobody raises themselves", async () => {
  const beyond = { status: 403, body: { reason_code: "role_beyond_own" } };
  expect(await setRole(admin, owner, "member")).toMatchObject(beyond);
  expect(await setRole(admin, member, "admin")).toMatchObject(beyond);
  expect(await setRole(admin, admin, "owner")).toMatchObject(beyond);
  expect(await call(admin, "DELETE", `/members/${owner.user_id}`)).toMatchObject(beyond);
  expect(await call(admin, "POST", "/invites", { role: "admin" })).toMatchObject(beyond);
  expect(await call(member, "DELETE", `/members/${admin.user_id}`)).toMatchObject({
    status: 403,
    body: { reason_code: "not_permitted" },
  });
  expect(await setRole(admin, member, "viewer")).toMatchObject({ status: 200, body: { role: "viewer" } });
  expect(await setRole(owner, member, "member")).toMatchObject({ status: 200 });
  const { items } = (await call(owner, "GET", `/audit?target=member:${member.user_id}&limit=3`)).body;
  expect(items.map(({ outcome }: { outcome: string }) => outcome)).toEqual(["done", "done", "refused"]);
});

test("the last owner stays, until the team is handed over", async () => {
  const made = await makeOwner();
  const heir = await join(made.team_id, "viewer");
  const last = { status: 409, body: { reason_code: "last_owner" } };
  expect(await setRole(made, made, "admin")).toMatchObject(last);
  expect(await call(made, "DELETE", `/members/${made.user_id}`)).toMatchObject(last);
  const hand = (by: Person, to: Person) => call(by, "POST", `/members/${to.user_id}/transfer-ownership`);
  expect(await hand(heir, heir)).toMatchObject({ status: 403 });
  expect(await hand(made, made)).toMatchObject({ status: 409, body: { reason_code: "already_owner" } });
  expect(await hand(made, heir)).toMatchObject({ status: 200, body: { role: "owner" } });
  expect(await roleOf(made, heir)).toBe("admin");
  expect(await call(made, "DELETE", `/members/${made.user_id}`)).toMatchObject({ status: 200 });
  expect(await call(made, "GET", "/me")).toMatchObject({ status: 401 });
});

test("of two who are handed the team at once one has it, and the other request conflicts", async () => {
  const made = await makeOwner();
  const heirs = [await join(made.team_id, "member"), await join(made.team_id, "member")];
  const hand = ({ user_id }: Person) => call(made, "POST", `/members/${user_id}/transfer-ownership`);
  const replies = await Promise.all(heirs.map(hand));
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  // Whoever came to be asked about after the change is refused as no owner, before it as a conflict.
  const [other] = replies.filter(({ status }) => status !== 200);
  expect([403, 409]).toContain(other?.status);
  expect(["not_permitted", "member_changed"]).toContain(other?.body.reason_code);
  const { items } = (await call(made, "GET", "/members")).body;
  expect(items.filter(({ role }: { role: string }) => role === "owner")).toHaveLength(1);
});

test("members of other teams are not there", async () => {
  const stranger = await makeOwner();
  for (const [method, path] of [
    ["PATCH", ""],
    ["DELETE", ""],
    ["POST", "/transfer-ownership"],
  ]) {
    const body = method === "PATCH" ? { role: "viewer" } : undefined;
    const reply = await call(stranger, method ?? "", `/members/${member.user_id}${path}`, body);
    expect(reply).toMatchObject({ status: 404, body: { reason_code: "not_found" } });
  }
});

test("an invite's link is shown once, is used once, and says what became of it", async () => {
  const made = await call(admin, "POST", "/invites", { role: "member", expires_in_days: 1 });
  expect(made).toMatchObject({ status: 201, body: { role: "member", email: null, mail: "none" } });
  const { url, invite_id, expires_at, created_at } = made.body;
  expect(Date.parse(expires_at) - Date.parse(created_at)).toBe(86_400_000);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:8787\/invite\/[\w-]{43}$/);
  const listed = await call(owner, "GET", "/invites");
  expect(JSON.stringify(listed.body)).toContain(invite_id);
  expect(JSON.stringify(listed.body)).not.toContain(tokenIn(url));
  const stored = await env.DB.prepare("SELECT * FROM invites WHERE id = ?").bind(invite_id).first();
  expect(JSON.stringify(stored)).not.toContain(tokenIn(url));

  const token = tokenIn(url);
  const found = await findInvite(env, token, now());
  expect(found).toMatchObject({ ok: true, value: { role: "member", from: "admin", email: null } });
  const stranger = await makeOwner();
  expect(await acceptInvite(env, { token, user_id: stranger.user_id }, now())).toMatchObject({
    value: { team_id: owner.team_id, role: "member" },
  });
  expect(await findInvite(env, token, now())).toMatchObject({ refusal: { reason_code: "invite_used" } });
  expect(await roleOf(stranger)).toBe("member");
  expect(await call(stranger, "GET", "/me")).toMatchObject({ body: { role: "owner" } });
  const again = { token, name: "Eve", email: "eve@example.com", password: "a-long-password", address: null };
  expect(await joinAsNewPerson(env, again, now())).toMatchObject({ refusal: { reason_code: "invite_used" } });
});

test("an invite by address makes an account with that address and no other", async () => {
  const { body } = await call(owner, "POST", "/invites", { role: "admin", email: " Bo@Example.com " });
  expect(body).toMatchObject({ email: "bo@example.com", mail: "off" });
  const token = tokenIn(body.url);
  const other = await acceptInvite(env, { token, user_id: (await makeOwner()).user_id }, now());
  expect(other).toMatchObject({ refusal: { reason_code: "invite_for_another" } });
  const given = { token, name: "Bo", email: "eve@example.com", address: null };
  const weak = await joinAsNewPerson(env, { ...given, password: "short" }, now());
  expect(weak).toMatchObject({ refusal: { reason_code: "invalid_input", field: "password" } });
  const joined = await joinAsNewPerson(env, { ...given, password: "a-long-password" }, now());
  expect(joined).toMatchObject({ ok: true, value: { email: "bo@example.com", role: "admin" } });
  expect(await call(owner, "GET", "/audit?limit=1")).toMatchObject({
    body: { items: [{ action: "invite.accepted", actor: { label: "Bo" }, data: { new_account: true } }] },
  });
});

test("revoked and expired invites let nobody in, and unknown ones are none", async () => {
  const { body } = await call(owner, "POST", "/invites", { role: "viewer" });
  const token = tokenIn(body.url);
  const later = Date.parse(body.expires_at);
  expect(await findInvite(env, token, later)).toMatchObject({ refusal: { reason_code: "invite_expired" } });
  const stranger = await makeOwner();
  expect(await call(stranger, "DELETE", `/invites/${body.invite_id}`)).toMatchObject({ status: 404 });
  expect(await call(admin, "DELETE", `/invites/${body.invite_id}`)).toMatchObject({ status: 204 });
  expect(await call(admin, "DELETE", `/invites/${body.invite_id}`)).toMatchObject({ status: 404 });
  expect(await findInvite(env, token, now())).toMatchObject({ refusal: { reason_code: "invite_revoked" } });
  expect(await joinByInvite(database(env.DB), { token, user_id: stranger.user_id }, now())).toBe(false);
  expect(await findInvite(env, "x".repeat(43), now())).toMatchObject({
    refusal: { reason_code: "not_found" },
  });
});

test("C29: what an invite must be is said by field", async () => {
  const wrong: readonly (readonly [object, string])[] = [
    [{ role: "king" }, "role"],
    [{ role: "viewer", expires_in_days: 31 }, "expires_in_days"],
    [{ role: "viewer", expires_in_days: "7" }, "expires_in_days"],
    [{ role: "viewer", email: "nobody" }, "email"],
  ];
  for (const [body, field] of wrong)
    expect(await call(owner, "POST", "/invites", body)).toMatchObject({ status: 400, body: { field } });
});

test("whoever is removed is out at once, whatever they hold, and is let in by nothing old", async () => {
  const leaving = await join(owner.team_id, "admin");
  const { body } = await call(leaving, "POST", "/invites", { role: "viewer" });
  expect(await call(owner, "DELETE", `/members/${leaving.user_id}`)).toMatchObject({
    status: 200,
    body: { sandboxes_to: owner.user_id, sandboxes: 0 },
  });
  expect(await call(leaving, "GET", "/me")).toMatchObject({
    status: 401,
    body: { reason_code: "invalid_token" },
  });
  const opened = await findInvite(env, tokenIn(body.url), now());
  expect(opened).toMatchObject({ refusal: { reason_code: "invite_revoked" } });
  expect(await call(owner, "DELETE", `/members/${leaving.user_id}`)).toMatchObject({ status: 404 });
});

const NAME = "left-behind";
afterAll(() => discard(owner, NAME));

test("sandboxes of whoever leaves go on, as somebody else's", async () => {
  const leaving = await join(owner.team_id, "member");
  const { body } = await launch(leaving, { name: NAME });
  const to = { status: 409, body: { reason_code: "invalid_owner" } };
  const path = `/members/${leaving.user_id}?sandboxes_to=`;
  expect((await call(owner, "DELETE", `${path}nobody`)).body).toMatchObject({
    reason_code: to.body.reason_code,
  });
  expect(await roleOf(leaving)).toBe("member");
  const left = await call(leaving, "DELETE", `${path}${admin.user_id}`);
  expect(left).toMatchObject({ status: 200, body: { sandboxes_to: admin.user_id, sandboxes: 1 } });
  const { body: record } = await call(owner, "GET", `/sandboxes/${NAME}`);
  expect(record).toMatchObject({ id: body.sandbox.id, state: "running", owner: { user_id: admin.user_id } });
});

test("a person has several teams; a token knows and acts in its own alone", async () => {
  const { body: second } = await call(owner, "POST", "/teams", { name: " Second " });
  expect(second).toMatchObject({ name: "Second", role: "owner", current: false });
  const there = await withToken({ team_id: second.team_id, user_id: owner.user_id });
  expect((await call(there, "GET", "/teams")).body.items).toMatchObject([{ name: "Second", current: true }]);
  expect((await call(owner, "GET", "/teams")).body.items).toMatchObject([{ team_id: owner.team_id }]);
  expect((await call(there, "GET", "/members")).body.items).toHaveLength(1);
  expect((await call(there, "GET", "/profiles")).body.items.length).toBeGreaterThan(0);
  expect(await call(there, "PATCH", "/team", { name: "Renamed" })).toMatchObject({
    status: 200,
    body: { name: "Renamed" },
  });
  expect((await call(there, "GET", "/me")).body.team.name).toBe("Renamed");
  const switched = await call(owner, "POST", "/teams/switch", { team_id: second.team_id });
  expect(switched).toMatchObject({ status: 409, body: { reason_code: "session_needed" } });
});

test("invites and members can't be reached by a token without the scope", async () => {
  const reader = await withToken(owner, ["sandboxes:read"]);
  for (const [method, path, body] of [
    ["GET", "/invites", undefined],
    ["POST", "/invites", { role: "viewer" }],
    ["DELETE", `/members/${member.user_id}`, undefined],
    ["PATCH", `/members/${member.user_id}`, { role: "viewer" }],
  ] as const)
    expect(await call(reader, method, path, body)).toMatchObject({ body: { reason_code: "scope_missing" } });
  expect((await send("/api/v1/invites")).status).toBe(401);
});
