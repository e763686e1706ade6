/** API tokens: what they show, and how they end. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "../data/database.ts";
import { insertSandbox } from "../data/sandboxes.ts";
import { createToken } from "../data/tokens.ts";
import { SCOPES } from "../domain/access.ts";
import { asGuest, comeIn, join as enter, share, socketAsGuest } from "../testing/guests.ts";
import { call, discard, join, launch, makeOwner, type Person, raw, withToken } from "../testing/people.ts";
import { recordOf } from "../testing/rows.ts";

let owner: Person;
beforeAll(async () => {
  owner = await makeOwner();
});

/** Of the token that a person calls with, as `asking` sees it. */
async function idOf(person: Person, asking = person): Promise<string> {
  const { items } = (await call(asking, "GET", "/tokens")).body;
  const secret = person.authorization.slice("Bearer ".length);
  return items.find(({ prefix }: { prefix: string }) => secret.startsWith(prefix)).token_id;
}

test("admins see whose the team's tokens are, members see their own, and nobody sees a token again", async () => {
  const member = await join(owner.team_id, "member");
  const { items } = (await call(owner, "GET", "/tokens")).body;
  const theirs = items.find(({ user_id }: { user_id: string }) => user_id === member.user_id);
  expect(theirs).toMatchObject({ user_name: "member", scopes: expect.any(Array), revoked_at: null });
  expect(JSON.stringify(items)).not.toContain(member.authorization.slice("Bearer ".length));
  const own = (await call(member, "GET", "/tokens")).body.items;
  expect(new Set(own.map(({ user_id }: { user_id: string }) => user_id))).toEqual(new Set([member.user_id]));
});

test("what a token had open is closed when it is revoked, and nobody else's is", async () => {
  await launch(owner, { name: "watched" });
  const watching = await withToken(owner, ["sandboxes:read", "shares:write"]);
  const open = async (person: Person) => {
    return opened(await raw(person, "GET", "/sandboxes/watched/live", undefined, { upgrade: "websocket" }));
  };
  const opened = (response: Response) => {
    expect(response.status).toBe(101);
    const socket = response.webSocket!;
    const seen = { closed: null as number | null };
    socket.addEventListener("close", ({ code }) => {
      seen.closed = code;
    });
    socket.accept();
    return { socket, seen };
  };
  const [theirs, mine] = [await open(watching), await open(owner)];
  const guest = opened(await socketAsGuest(await comeIn(await share(watching, "watched")), "/live"));
  const token_id = await idOf(watching, owner);
  expect((await call(owner, "DELETE", `/tokens/${token_id}`)).status).toBe(200);
  await expect.poll(() => [theirs.seen.closed, guest.seen.closed]).toEqual([4403, 4403]);
  expect(mine.seen.closed).toBeNull();
  expect((await call(watching, "GET", "/me")).status).toBe(401);
  const { items } = (await call(owner, "GET", `/audit?action=token.revoked&target=token:${token_id}`)).body;
  expect(items).toMatchObject([{ outcome: "done", data: { name: "test", of: owner.user_id } }]);
  mine.socket.close();
  await discard(owner, "watched");
});

describe("what a token makes", () => {
  let name: string;
  beforeAll(async () => {
    const record = recordOf(owner);
    name = record.name;
    await insertSandbox(database(env.DB), record, { max_active_per_member: 9, max_active_per_team: 9 });
  });

  test("share links end with it when it is revoked, their guests at once, and those of others do not", async () => {
    const bot = await withToken(owner, ["shares:write"]);
    const [its, mine] = [await share(bot, name), await share(owner, name)];
    const [itsGuest, myGuest] = [await comeIn(its), await comeIn(mine)];
    expect((await asGuest(itsGuest, "GET")).status).toBe(200);
    const reply = await call(owner, "DELETE", `/tokens/${await idOf(bot, owner)}`);
    expect(reply).toMatchObject({ status: 200, body: { share_links_ended: 1 } });
    for (const ended of [await asGuest(itsGuest, "GET"), await enter(its)])
      expect(ended).toMatchObject({ status: 410, body: { reason_code: "share_revoked" } });
    expect((await asGuest(myGuest, "GET")).status).toBe(200);
    const { items } = (await call(owner, "GET", "/audit?action=token.revoked&limit=1")).body;
    expect(items).toMatchObject([{ outcome: "done", data: { share_links_ended: 1 } }]);
  });

  test("tokens end with it when it is revoked, and theirs, with all that they have open, and others do not", async () => {
    await launch(owner, { name: "line" });
    const bot = await withToken(owner, ["shares:write", "admin", "sandboxes:read"]);
    const made = async (by: Person, called: string): Promise<Person> => {
      const asked = { name: called, scopes: ["shares:write", "admin", "sandboxes:read"] };
      const { token } = (await call(by, "POST", "/tokens", asked)).body;
      return { ...owner, authorization: `Bearer ${token}` };
    };
    const child = await made(bot, "child");
    const grandchild = await made(child, "grandchild");
    const mine = await made(owner, "mine");
    const ids = await Promise.all([bot, child, grandchild].map((one) => idOf(one, owner)));
    const listed = (await call(owner, "GET", "/tokens")).body.items;
    const makerOf = (id: string) => listed.find((one: { token_id: string }) => one.token_id === id).made_with;
    expect(ids.map(makerOf)).toEqual([null, ids[0], ids[1]]);
    const guest = await comeIn(await share(grandchild, "line"));
    const socket = (await raw(grandchild, "GET", "/sandboxes/line/live", undefined, { upgrade: "websocket" }))
      .webSocket!;
    const closed = new Promise((resolve) => socket.addEventListener("close", ({ code }) => resolve(code)));
    socket.accept();
    const reply = await call(owner, "DELETE", `/tokens/${ids[0]}`);
    const tokens_ended = [
      { token_id: ids[1], name: "child" },
      { token_id: ids[2], name: "grandchild" },
    ];
    expect(reply.status).toBe(200);
    expect(reply.body.share_links_ended).toBe(1);
    expect(reply.body.tokens_ended).toHaveLength(2);
    expect(reply.body.tokens_ended).toEqual(expect.arrayContaining(tokens_ended));
    expect(await closed).toBe(4403);
    for (const gone of [bot, child, grandchild])
      expect(await call(gone, "GET", "/me")).toMatchObject({
        status: 401,
        body: { reason_code: "invalid_token" },
      });
    expect(await asGuest(guest, "GET")).toMatchObject({ status: 410 });
    expect((await call(mine, "GET", "/me")).status).toBe(200);
    const { items } = (await call(owner, `GET`, `/audit?action=token.revoked&target=token:${ids[0]}`)).body;
    expect(items[0].data.tokens_ended).toEqual(expect.arrayContaining(tokens_ended));
    expect(await call(owner, "DELETE", `/tokens/${ids[2]}`)).toMatchObject({ status: 404 });
    await discard(owner, "line");
  });

  test("lasts no longer than it does itself", async () => {
    const { team_id, user_id } = owner;
    const end = Date.now() + 30 * 60_000;
    const made = { team_id, user_id, name: "short", scopes: SCOPES, created_at: Date.now(), expires_at: end };
    const { secret } = await createToken(database(env.DB), { id: "tok_half_an_hour", ...made });
    const bot = { ...owner, authorization: `Bearer ${secret}` };
    const asked = { name: "longer", scopes: ["admin"], expires_in_days: 3650 };
    const longer = await call(bot, "POST", "/tokens", asked);
    expect(longer).toMatchObject({ status: 201, body: { expires_at: new Date(end).toISOString() } });
    const link = { role: "view", parts: ["timeline"], expires_in_minutes: 10_000 };
    const kept = await call(bot, "POST", `/sandboxes/${name}/shares`, link);
    expect(kept).toMatchObject({ status: 201, body: { expires_at: new Date(end).toISOString() } });
    const brief = await call(bot, "POST", `/sandboxes/${name}/shares`, { ...link, expires_in_minutes: 10 });
    expect(Date.parse(brief.body.expires_at)).toBeLessThan(end);
  });
});

test("a token ends with its time, and works in its own team alone", async () => {
  const { team_id, user_id } = owner;
  const made = { team_id, user_id, name: "short", scopes: ["admin"], created_at: Date.now() } as const;
  const db = database(env.DB);
  const ended = await createToken(db, { id: "tok_ended", ...made, expires_at: Date.now() - 1 });
  expect((await call({ ...owner, authorization: `Bearer ${ended.secret}` }, "GET", "/me")).status).toBe(401);
  const stranger = await makeOwner();
  const theirs = await idOf(stranger);
  expect(await call(owner, "DELETE", `/tokens/${theirs}`)).toMatchObject({ status: 404 });
  expect((await call(owner, "GET", "/me")).body.team.team_id).toBe(owner.team_id);
  expect((await call(stranger, "GET", "/me")).status).toBe(200);
});
