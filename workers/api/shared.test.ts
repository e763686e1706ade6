/** Guests of share links in a sandbox that runs: what they see, what they type, and how it ends. */
import { env } from "cloudflare:workers";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { LiveMessage } from "../domain/bodies.ts";
import type { PresenceNotice } from "../domain/presence.ts";
import { sandboxStub } from "../services/sandbox-stub.ts";
import { asGuest, comeIn, type GuestBrowser, share, socketAsGuest } from "../testing/guests.ts";
import { call, discard, join as joinTeam, launch, makeOwner, type Person, raw } from "../testing/people.ts";
import { ORIGIN, send } from "../testing/requests.ts";
import { readEvents } from "../testing/server-events.ts";
import { Typist } from "../testing/typist.ts";

const PATIENCE = { timeout: 20_000 };
let owner: Person;
beforeAll(async () => {
  owner = await makeOwner();
  await launch(owner, { name: "s" });
});
afterAll(() => discard(owner, "s"));

const revoke = (share_id: string) => call(owner, "DELETE", `/sandboxes/s/shares/${share_id}`);
const typing = { role: "interact", parts: ["terminal"] };

const open = new Set<WebSocket>();
afterEach(() => {
  for (const socket of open) if (socket.readyState === WebSocket.OPEN) socket.close(1000, "done");
  open.clear();
});

class Page {
  readonly messages: LiveMessage[] = [];
  closed: { readonly code: number; readonly reason: string } | null = null;

  constructor(response: Response) {
    const socket = response.webSocket;
    if (!socket) throw new Error(`no socket: ${response.status}`);
    socket.addEventListener("message", ({ data }) => {
      this.messages.push(JSON.parse(String(data)) as LiveMessage);
    });
    socket.addEventListener("close", ({ code, reason }) => {
      this.closed = { code, reason };
    });
    socket.accept();
    open.add(socket);
  }

  static async ofGuest(guest: GuestBrowser): Promise<Page> {
    return new Page(await socketAsGuest(guest, "/live?after=0"));
  }

  static async ofMember(person: Person): Promise<Page> {
    const upgrade = { upgrade: "websocket" };
    return new Page(await raw(person, "GET", "/sandboxes/s/live?after=0", undefined, upgrade));
  }

  get kinds(): string[] {
    return [...new Set(this.messages.map(({ type }) => type))].sort();
  }

  last<T extends LiveMessage["type"]>(type: T) {
    return this.messages.findLast((one): one is Extract<LiveMessage, { type: T }> => one.type === type);
  }
}

test("two guests and the owner type in one terminal, see each other, and the journal says who typed", async () => {
  const link = await share(owner, "s", typing);
  const mine = await Typist.at(owner, "s");
  const { terminal_id } = mine;
  const [gus, hal] = await Promise.all([comeIn(link, "Gus"), comeIn(link, "Hal")]);
  const hands = [await Typist.asGuest(gus, terminal_id), await Typist.asGuest(hal, terminal_id)];
  for (const hand of hands) await expect.poll(() => hand.notices("presence").length).toBeGreaterThan(0);
  hands[0]!.type("echo from-gus-$((1+1))\r");
  await mine.sees("from-gus-2");
  hands[1]!.type("echo from-hal-$((2+2))\r");
  for (const hand of [mine, ...hands]) await hand.sees("from-hal-4");
  const presence = (hand: Typist) => hand.notices("presence").at(-1) as unknown as PresenceNotice;
  await expect.poll(() => presence(mine).viewers.map(({ name }) => name)).toEqual(["Hal", "owner", "Gus"]);
  const seenBy = (hand: Typist) => presence(hand).viewers.map(({ guest, share_id }) => [guest, share_id]);
  expect(seenBy(mine)).toEqual([
    [true, link.share_id],
    [undefined, undefined],
    [true, link.share_id],
  ]);
  expect(seenBy(hands[0]!)).toEqual([
    [true, undefined],
    [undefined, undefined],
    [true, undefined],
  ]);
  hands[0]!.type("echo once-more\r");
  await mine.sees("once-more");
  const events = (await call(owner, "GET", "/sandboxes/s/events")).body.items;
  const typed = events.filter(({ type }: { type: string }) => type === "terminal_typed");
  expect(typed.map((event: { actor: string; data: unknown }) => [event.actor, event.data])).toEqual([
    ["Gus (guest)", { terminal_id }],
    ["Hal (guest)", { terminal_id }],
  ]);
  for (const hand of [mine, ...hands]) hand.leave();
});

test("one who may only watch types nothing", async () => {
  const mine = await Typist.at(owner, "s");
  const guest = await comeIn(await share(owner, "s", { role: "view", parts: ["terminal"] }));
  const watcher = await Typist.asGuest(guest, mine.terminal_id);
  watcher.type("echo from-the-watcher\r");
  mine.type("echo shown-$((3+3))\r");
  await watcher.sees("shown-6");
  await mine.sees("shown-6");
  expect(mine.text).not.toContain("from-the-watcher");
  for (const hand of [mine, watcher]) hand.leave();
});

test("revoked in the middle of a flood of typing: cut at once, and nothing typed afterwards arrives", async () => {
  const link = await share(owner, "s", typing);
  const guest = await comeIn(link);
  const mine = await Typist.at(owner, "s");
  const hand = await Typist.asGuest(guest, mine.terminal_id);
  const live = await Page.ofGuest(guest);
  mine.type("stty -echo; echo ready-$((1+1)); cat > typed.txt\r");
  await mine.sees("ready-2");
  let typed = 0;
  const flood = setInterval(() => {
    if (hand.closed === null) hand.type(`line ${typed}\n`);
    typed += 1;
  }, 1);
  await expect.poll(() => typed, PATIENCE).toBeGreaterThan(50);
  expect((await revoke(link.share_id)).status).toBe(204);
  const before = typed;
  // What is typed from here on was typed after the answer.
  await expect.poll(() => typed, PATIENCE).toBeGreaterThan(before + 50);
  await expect.poll(() => hand.closed, PATIENCE).not.toBeNull();
  clearInterval(flood);
  expect(hand.closed).toEqual({ code: 4403, reason: "the share link was taken back" });
  await expect.poll(() => live.closed?.code, PATIENCE).toBe(4403);
  mine.type("\u0004stty echo; wc -l < typed.txt; echo done-$((4+4))\r");
  await mine.sees("done-8");
  const file = (await call(owner, "GET", "/sandboxes/s/files/typed.txt")).body as string;
  const lines = file.trim().split("\n");
  expect(lines.length).toBeGreaterThan(20);
  expect(lines).toEqual(Array.from({ length: lines.length }, (_, index) => `line ${index}`));
  expect(lines.length).toBeLessThanOrEqual(before);
  expect((await asGuest(guest, "GET")).body.reason_code).toBe("share_revoked");
  expect((await socketAsGuest(guest, `/terminals/${mine.terminal_id}`)).status).toBe(410);
  mine.leave();
});

test("revoking one link leaves the guests of others, and the members, where they are", async () => {
  const [one, other] = [await share(owner, "s"), await share(owner, "s")];
  const pages = [
    await Page.ofGuest(await comeIn(one)),
    await Page.ofGuest(await comeIn(other)),
    await Page.ofMember(owner),
  ];
  await revoke(one.share_id);
  await expect.poll(() => pages[0]!.closed?.code, PATIENCE).toBe(4403);
  const ways = () => pages[2]!.last("presence")?.viewers.map(({ share_id }) => share_id);
  await expect.poll(ways, PATIENCE).not.toContain(one.share_id);
  expect(ways()).toContain(other.share_id);
  expect([pages[1]!.closed, pages[2]!.closed]).toEqual([null, null]);
});

test("live tells guests what their parts include, and nothing else", async () => {
  const timeline = await Page.ofGuest(await comeIn(await share(owner, "s", { parts: ["timeline"] }), "Tim"));
  const terminal = await Page.ofGuest(await comeIn(await share(owner, "s", { parts: ["terminal"] }), "Tess"));
  const member = await Page.ofMember(owner);
  const { body: opened } = await call(owner, "POST", "/sandboxes/s/terminals", { name: "one more" });
  await call(owner, "PATCH", "/sandboxes/s", { recording: true });
  await expect.poll(() => member.kinds, PATIENCE).toContain("recordings");
  await call(owner, "POST", "/sandboxes/s/checkpoints", {}, { prefer: "wait=60" });
  await call(owner, "PATCH", "/sandboxes/s", { recording: false });
  const told = (page: Page) => page.last("shared_record");
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

test("an expired link's sockets are closed with 4410 when its time is over", async () => {
  const link = await share(owner, "s", typing);
  const guest = await comeIn(link);
  const mine = await Typist.at(owner, "s");
  await env.DB.prepare("UPDATE shares SET expires_at = ? WHERE id = ?")
    .bind(Date.now() + 1_500, link.share_id)
    .run();
  const hand = await Typist.asGuest(guest, mine.terminal_id);
  const live = await Page.ofGuest(guest);
  await expect.poll(() => hand.closed?.code, PATIENCE).toBe(4410);
  await expect.poll(() => live.closed?.code, PATIENCE).toBe(4410);
  expect((await asGuest(guest, "GET")).body.reason_code).toBe("share_expired");
  mine.leave();
});

test("leaving closes one's own sockets and nobody else's", async () => {
  const link = await share(owner, "s");
  const [ida, hal] = [await comeIn(link, "Ida"), await comeIn(link, "Hal")];
  const pages = [await Page.ofGuest(ida), await Page.ofGuest(hal)];
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

test("the owner's colleagues who type are attributed too, the owner is not", async () => {
  const admin = await joinTeam(owner.team_id, "admin");
  const mine = await Typist.at(owner, "s");
  const theirs = await Typist.at(admin, "s", mine.terminal_id);
  theirs.type("echo admin-$((5+5))\r");
  await mine.sees("admin-10");
  const events = (await call(owner, "GET", "/sandboxes/s/events")).body.items;
  const here = events.filter(({ data }: { data: { terminal_id?: string } }) => {
    return data.terminal_id === mine.terminal_id;
  });
  expect(here.map(({ type, actor }: { type: string; actor: string }) => [type, actor])).toEqual([
    ["terminal_typed", "admin"],
  ]);
  for (const hand of [mine, theirs]) hand.leave();
});

test("a film is marked where a guest begins to type", async () => {
  const guest = await comeIn(await share(owner, "s", typing), "Kim");
  await call(owner, "PATCH", "/sandboxes/s", { recording: true });
  const mine = await Typist.at(owner, "s");
  const hand = await Typist.asGuest(guest, mine.terminal_id);
  hand.type("echo on-film-$((6+6))\r");
  await mine.sees("on-film-12");
  const film = async () => {
    const { items } = (await call(owner, "GET", "/sandboxes/s/recordings")).body;
    const one = items.find(({ terminal_id }: { terminal_id: string }) => terminal_id === mine.terminal_id);
    return (await call(owner, "GET", `/sandboxes/s/recordings/${one.recording_id}/content`)).body as string;
  };
  await expect.poll(film, PATIENCE).toContain("on-film-12");
  expect(await film()).toMatch(/^\[[\d.]+,"m","Kim \(guest\) types"\]$/m);
  await call(owner, "PATCH", "/sandboxes/s", { recording: false });
  for (const one of [mine, hand]) one.leave();
});

test("when its maker is removed from the team, a link's guests are cut off, and told why when they ask", async () => {
  const admin = await joinTeam(owner.team_id, "admin");
  const guest = await comeIn(await share(admin, "s"), "Lou");
  const others = await comeIn(await share(owner, "s"), "Mo");
  const pages = [await Page.ofGuest(guest), await Page.ofGuest(others)];
  await expect.poll(() => pages.map((page) => page.kinds.length > 0)).toEqual([true, true]);
  const removed = await call(owner, "DELETE", `/members/${admin.user_id}`);
  expect(removed.status, JSON.stringify(removed.body)).toBeLessThan(300);
  await expect.poll(() => pages[0]!.closed?.code, PATIENCE).toBe(4403);
  expect((await asGuest(guest, "GET")).body.reason_code).toBe("share_ended");
  expect(pages[1]!.closed).toBeNull();
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
