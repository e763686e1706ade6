/** API tokens: what they show, and how they end. */
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { database } from "../data/database.ts";
import { createToken } from "../data/tokens.ts";
import { call, discard, join, launch, makeOwner, type Person, raw, withToken } from "../testing/people.ts";

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
  const watching = await withToken(owner, ["sandboxes:read"]);
  const open = async (person: Person) => {
    const response = await raw(person, "GET", "/sandboxes/watched/live", undefined, { upgrade: "websocket" });
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
  const token_id = await idOf(watching, owner);
  expect((await call(owner, "DELETE", `/tokens/${token_id}`)).status).toBe(204);
  await expect.poll(() => theirs.seen.closed).toBe(4403);
  expect(mine.seen.closed).toBeNull();
  expect((await call(watching, "GET", "/me")).status).toBe(401);
  const { items } = (await call(owner, "GET", `/audit?action=token.revoked&target=token:${token_id}`)).body;
  expect(items).toMatchObject([{ outcome: "done", data: { name: "test", of: owner.user_id } }]);
  mine.socket.close();
  await discard(owner, "watched");
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
