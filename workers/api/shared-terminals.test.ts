/** Guests of share links in terminals: what they type, and how it ends. */
import { env } from "cloudflare:workers";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { PresenceNotice } from "../domain/sharing/presence.ts";
import { asGuest, comeIn, share, socketAsGuest } from "../testing/guests.ts";
import { closePages, LivePage } from "../testing/live-page.ts";
import { call, discard, join as joinTeam, launch, makeOwner, type Person } from "../testing/people.ts";
import { Typist } from "../testing/typist.ts";

const PATIENCE = { timeout: 20_000 };
let owner: Person;
beforeAll(async () => {
  owner = await makeOwner();
  await launch(owner, { name: "s" });
});
afterAll(() => discard(owner, "s"));
afterEach(closePages);

const revoke = (share_id: string) => call(owner, "DELETE", `/sandboxes/s/shares/${share_id}`);
const typing = { role: "interact", parts: ["terminal"] };

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
  const live = await LivePage.ofGuest(guest);
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

test("an expired link's sockets are closed with 4410 when its time is over", async () => {
  const link = await share(owner, "s", typing);
  const guest = await comeIn(link);
  const mine = await Typist.at(owner, "s");
  await env.DB.prepare("UPDATE shares SET expires_at = ? WHERE id = ?")
    .bind(Date.now() + 1_500, link.share_id)
    .run();
  const hand = await Typist.asGuest(guest, mine.terminal_id);
  const live = await LivePage.ofGuest(guest);
  await expect.poll(() => hand.closed?.code, PATIENCE).toBe(4410);
  await expect.poll(() => live.closed?.code, PATIENCE).toBe(4410);
  expect((await asGuest(guest, "GET")).body.reason_code).toBe("share_expired");
  mine.leave();
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
