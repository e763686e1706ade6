/** Guests of share links in a sandbox that runs: what they see, and how it ends. */
import { env } from "cloudflare:workers";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { sandboxStub } from "../services/sandboxes/sandbox-stub.ts";
import { asGuest, comeIn, share, socketAsGuest } from "../testing/guests.ts";
import { closePages, LivePage } from "../testing/live-page.ts";
import { call, discard, join as joinTeam, launch, makeOwner, type Person, raw } from "../testing/people.ts";
import { ORIGIN, send } from "../testing/requests.ts";
import { readEvents } from "../testing/server-events.ts";

const PATIENCE = { timeout: 20_000 };
let owner: Person;
beforeAll(async () => {
  owner = await makeOwner();
  await launch(owner, { name: "s" });
});
afterAll(() => discard(owner, "s"));
afterEach(closePages);

const revoke = (share_id: string) => call(owner, "DELETE", `/sandboxes/s/shares/${share_id}`);

test("revoking one link leaves the guests of others, and the members, where they are", async () => {
  const [one, other] = [await share(owner, "s"), await share(owner, "s")];
  const pages = [
    await LivePage.ofGuest(await comeIn(one)),
    await LivePage.ofGuest(await comeIn(other)),
    await LivePage.ofMember(owner, "s"),
  ];
  await revoke(one.share_id);
  await expect.poll(() => pages[0]!.closed?.code, PATIENCE).toBe(4403);
  const ways = () => pages[2]!.last("presence")?.viewers.map(({ share_id }) => share_id);
  await expect.poll(ways, PATIENCE).not.toContain(one.share_id);
  expect(ways()).toContain(other.share_id);
  expect([pages[1]!.closed, pages[2]!.closed]).toEqual([null, null]);
});

test("live tells guests what their parts include, and nothing else", async () => {
  const timeline = await LivePage.ofGuest(
    await comeIn(await share(owner, "s", { parts: ["timeline"] }), "Tim"),
  );
  const terminal = await LivePage.ofGuest(
    await comeIn(await share(owner, "s", { parts: ["terminal"] }), "Tess"),
  );
  const member = await LivePage.ofMember(owner, "s");
  const { body: opened } = await call(owner, "POST", "/sandboxes/s/terminals", { name: "one more" });
  await call(owner, "PATCH", "/sandboxes/s", { recording: true });
  await expect.poll(() => member.kinds, PATIENCE).toContain("recordings");
  await call(owner, "POST", "/sandboxes/s/checkpoints", {}, { prefer: "wait=60" });
  await call(owner, "PATCH", "/sandboxes/s", { recording: false });
  const told = (page: LivePage) => page.last("shared_record");
  await expect.poll(() => member.kinds, PATIENCE).toContain("terminals");
  await expect.poll(() => terminal.kinds, PATIENCE).toEqual(["presence", "shared_record", "terminals"]);
  await expect.poll(() => timeline.last("event")?.event.seq).toBe(member.last("event")?.event.seq);
  expect(timeline.kinds).toEqual(["event", "presence", "shared_record"]);
  expect(Object.keys(told(timeline)?.record ?? {}).sort()).toEqual([
    "created_at",
    "generation",
    "name",
    "state",
    "teardown_at",
  ]);
  expect(terminal.last("terminals")?.items.map(({ terminal_id }) => terminal_id)).toContain(
    opened.terminal_id,
  );
  // The same moment, as a member was told it: so there was something to be kept from them.
  const more = ["event", "presence", "record", "recordings", "terminals"];
  await expect.poll(() => member.kinds, PATIENCE).toEqual(expect.arrayContaining(more));
  expect(member.last("presence")?.viewers.some(({ share_id }) => share_id)).toBe(true);
  const all = JSON.stringify([timeline.messages, terminal.messages]);
  expect(all).not.toContain("@example.com");
  expect(all).not.toContain("share_id");
});

test("leaving closes one's own sockets and nobody else's", async () => {
  const link = await share(owner, "s");
  const [ida, hal] = [await comeIn(link, "Ida"), await comeIn(link, "Hal")];
  const pages = [await LivePage.ofGuest(ida), await LivePage.ofGuest(hal)];
  expect((await asGuest(ida, "DELETE")).status).toBe(204);
  await expect.poll(() => pages[0]!.closed?.code, PATIENCE).toBe(4403);
  const here = () =>
    pages[1]!
      .last("presence")
      ?.viewers.filter(({ guest }) => guest)
      .map(({ name }) => name);
  await expect.poll(here, PATIENCE).not.toContain("Ida");
  expect(here()).toContain("Hal");
  expect(pages[1]!.closed).toBeNull();
});

test("the journal and the logs come as pages and as streams, which end when the link does", async () => {
  const link = await share(owner, "s", { parts: ["timeline"] });
  const guest = await comeIn(link);
  const page = await asGuest(guest, "GET", "/events?limit=3");
  expect(page.body.items.map(({ seq }: { seq: number }) => seq)).toEqual([1, 2, 3]);
  expect((await asGuest(guest, "GET", "/logs")).body).toEqual({ items: [], next_after: 0, first_offset: 0 });
  const headers = { cookie: guest.cookie, accept: "text/event-stream" };
  const stream = await send(`/api/v1/shared/${guest.share_id}/events?after=0`, { headers });
  const read = readEvents(stream);
  const first = Promise.withResolvers<void>();
  const watched = await send(`/api/v1/shared/${guest.share_id}/events?after=0`, { headers });
  void readEvents(watched, ({ id }) => id === "3").then(() => first.resolve());
  await first.promise;
  await revoke(link.share_id);
  expect((await read).at(-1)).toMatchObject({ event: "end", data: { reason: "interrupted" } });
  expect((await send(`/api/v1/shared/${guest.share_id}/events`, { headers })).status).toBe(410);
});

test("who reads slowly gets nothing of what there was still to read when the link was revoked", async () => {
  for (let minutes = 1; minutes <= 30; minutes += 1) {
    await call(owner, "POST", "/sandboxes/s/keep-alive", { minutes });
  }
  const { items } = (await call(owner, "GET", "/sandboxes/s/events")).body;
  const link = await share(owner, "s", { parts: ["timeline"] });
  const [guest, other] = [await comeIn(link), await comeIn(await share(owner, "s"))];
  const follow = ({ share_id, cookie }: typeof guest) =>
    send(`/api/v1/shared/${share_id}/events`, { headers: { cookie, accept: "text/event-stream" } });
  const [slow, control] = [await follow(guest), await follow(other)];
  expect(items.length).toBeGreaterThan(30);
  expect((await revoke(link.share_id)).status).toBe(204);
  // What was on its way is read; the other link's guest has all of it.
  const [got, all] = [
    await readEvents(slow),
    await readEvents(control, ({ id }) => id === `${items.length}`),
  ];
  expect(got.at(-1)).toMatchObject({ event: "end", data: { reason: "interrupted" } });
  expect(got.length).toBeLessThan(5);
  expect(all.length).toBe(items.length);
});

test("a socket whose right was read before it was revoked is closed as it opens", async () => {
  const link = await share(owner, "s");
  const guest = await comeIn(link);
  const { terminal_id } = (await call(owner, "POST", "/sandboxes/s/terminals", {})).body;
  for (const path of ["/live", `/terminals/${terminal_id}`]) {
    // As if the revocation came between the two: the sandbox hears of it, and D1 still says what it said before.
    const { id } = (await call(owner, "GET", "/sandboxes/s")).body;
    const late = socketAsGuest(guest, path);
    await sandboxStub(env, id).closeViewers({ share_id: link.share_id }, "taken back");
    const { webSocket } = await late;
    const code = await new Promise((resolve) => {
      webSocket!.addEventListener("close", (event) => resolve(event.code));
      webSocket!.accept();
    });
    expect(code).toBe(4403);
  }
});

test("when its maker is removed from the team, a link's guests are cut off, and told why when they ask", async () => {
  const admin = await joinTeam(owner.team_id, "admin");
  const guest = await comeIn(await share(admin, "s"), "Lou");
  const others = await comeIn(await share(owner, "s"), "Mo");
  const pages = [await LivePage.ofGuest(guest), await LivePage.ofGuest(others)];
  await expect.poll(() => pages.map((page) => page.kinds.length > 0)).toEqual([true, true]);
  const removed = await call(owner, "DELETE", `/members/${admin.user_id}`);
  expect(removed.status, JSON.stringify(removed.body)).toBeLessThan(300);
  await expect.poll(() => pages[0]!.closed?.code, PATIENCE).toBe(4403);
  expect((await asGuest(guest, "GET")).body.reason_code).toBe("share_revoked");
  expect(pages[1]!.closed).toBeNull();
  // Nor does what they made come back with them, should they be invited again.
  await env.DB.prepare("INSERT INTO members (team_id, user_id, role, created_at) VALUES (?, ?, 'admin', ?)")
    .bind(owner.team_id, admin.user_id, Date.now() + 1)
    .run();
  expect((await asGuest(guest, "GET")).body.reason_code).toBe("share_revoked");
});

test("guests read that the sandbox was given away, members to whom", async () => {
  const heir = await joinTeam(owner.team_id, "admin");
  const given = async (to: Person, by: Person) =>
    expect((await call(by, "PATCH", "/sandboxes/s", { owner: to.user_id })).status).toBe(200);
  await given(heir, owner);
  await given(owner, heir);
  const guest = await comeIn(await share(owner, "s"), "Nell");
  const live = await LivePage.ofGuest(guest);
  await expect.poll(() => live.last("event")).toBeDefined();
  const read = JSON.stringify([(await asGuest(guest, "GET", "/events")).body, live.messages]);
  expect(read).toContain("owner_changed");
  expect(read).not.toContain("user_id");
  expect(read).not.toContain(heir.user_id);
  expect(JSON.stringify((await asGuest(guest, "GET", "/events")).body.items)).not.toContain('"to":{');
  expect(JSON.stringify((await call(owner, "GET", "/sandboxes/s/events")).body)).toContain(heir.user_id);
});

test("guests of a fork read of it in no way from which sandbox it came", async () => {
  const source = "whose-name-is-its-own";
  await launch(owner, { name: source });
  await call(owner, "POST", `/sandboxes/${source}/checkpoints`, {}, { prefer: "wait=60" });
  await call(owner, "POST", `/sandboxes/${source}/fork`, { name: "forked" }, { prefer: "wait=60" });
  const guest = await comeIn(await share(owner, "forked", { parts: ["timeline"] }));
  const live = await LivePage.ofGuest(guest);
  await expect.poll(() => JSON.stringify(live.messages), PATIENCE).toContain('"type":"forked"');
  const { body } = await asGuest(guest, "GET", "/events");
  const stream = await readEvents(
    await raw(null, "GET", `/shared/${guest.share_id}/events`, undefined, {
      ...{ cookie: guest.cookie, origin: ORIGIN, accept: "text/event-stream" },
    }),
    ({ data }) => data.type === "forked",
  );
  const told = [body.items, stream, live.messages].map((one) => JSON.stringify(one));
  for (const one of told) expect(one).toContain('"type":"forked"');
  for (const one of told) expect(one).not.toContain(source);
  expect(JSON.stringify((await call(owner, "GET", "/sandboxes/forked/events")).body)).toContain(source);
  await Promise.all([discard(owner, "forked"), discard(owner, source)]);
});

test("R7: an empty cookie, another link's, and one sent from another site open nothing", async () => {
  const guest = await comeIn(await share(owner, "s"));
  const other = await comeIn(await share(owner, "s"));
  expect((await asGuest(guest, "GET")).status).toBe(200);
  const name = guest.cookie.split("=")[0];
  const secret = other.cookie.split("=")[1];
  for (const cookie of [`${name}=`, name!, `${name}=${secret}`, `${name}="`, other.cookie]) {
    const reply = await asGuest({ ...guest, cookie }, "GET");
    expect(reply).toMatchObject({ status: 401, body: { reason_code: "unauthenticated" } });
  }
  for (const origin of ["http://evil.example", "null", `${ORIGIN}.evil.example`]) {
    const headers = {
      cookie: guest.cookie,
      origin,
      upgrade: "websocket",
      authorization: owner.authorization,
    };
    const response = await send(`/api/v1/shared/${guest.share_id}/live`, { headers });
    expect([response.status, response.webSocket]).toEqual([403, null]);
    expect((await asGuest(guest, "DELETE", "", { origin })).status).toBe(403);
  }
  expect((await asGuest(guest, "GET")).status).toBe(200);
});
