/** Guests of share links in numbers: what one stranger with a link can take up. */
import { env } from "cloudflare:workers";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { SOCKETS_OF_A_GUEST } from "../sandbox/viewers/guest-crowd.ts";
import { visitAsGuest } from "../services/sharing/guests.ts";
import { comeIn, type GuestBrowser, share, socketAsGuest } from "../testing/guests.ts";
import { closePages, LivePage } from "../testing/live-page.ts";
import { openLive } from "../testing/live-socket.ts";
import { call, discard, launch, makeOwner, type Person } from "../testing/people.ts";
import { ORIGIN } from "../testing/requests.ts";

let owner: Person;
beforeAll(async () => {
  owner = await makeOwner();
  await launch(owner, { name: "s" });
});
afterAll(() => discard(owner, "s"));
afterEach(closePages);

test("a guest has so many sockets at once, of whichever kind; others come in as before", async () => {
  const link = await share(owner, "s");
  const [greedy, other] = [await comeIn(link, "Greedy"), await comeIn(link, "Other")];
  const { terminal_id } = (await call(owner, "POST", "/sandboxes/s/terminals", {})).body;
  const open = async (guest: GuestBrowser, path: string) => {
    const answer = await socketAsGuest(guest, path);
    if (answer.webSocket) return new LivePage(answer);
    return {
      status: answer.status,
      wait: answer.headers.get("retry-after"),
      ...(await answer.json<object>()),
    };
  };
  for (let count = 1; count < SOCKETS_OF_A_GUEST; count += 1) await open(greedy, "/live");
  const last = await open(greedy, `/terminals/${terminal_id}?viewer=last`);
  const refused = { status: 429, reason_code: "too_many_connections", retryable: true, wait: "30" };
  for (const path of ["/live", `/terminals/${terminal_id}?viewer=more`]) {
    expect(await open(greedy, path)).toMatchObject(refused);
  }
  expect(await open(other, "/live")).toBeInstanceOf(LivePage);
  await openLive(owner, "s");
  (last as LivePage).close();
  await expect.poll(() => open(greedy, "/live")).toBeInstanceOf(LivePage);
});

test("a guest is answered 300 times a minute, and others as before", async () => {
  const link = await share(owner, "s", { parts: ["timeline"] });
  const [busy, other] = [await comeIn(link, "Busy"), await comeIn(link, "Calm")];
  const now = Date.now();
  const visitor = { env, viewer: null, now, request_id: "r", address: null };
  const visits = async ({ share_id, cookie }: GuestBrowser, later = 0) => {
    const visit = await visitAsGuest(
      { ...visitor, now: now + later },
      new Request(ORIGIN, { headers: { cookie } }),
      share_id,
    );
    return visit.ok ? "in" : visit.refusal.reason_code;
  };
  for (let count = 1; count < 300; count += 1) await visits(busy);
  expect([await visits(busy), await visits(busy), await visits(other)]).toEqual(["in", "rate_limited", "in"]);
  expect(await visits(busy, 60_000)).toBe("in");
});

test("whoever leaves a page says goodbye and is answered", async () => {
  const guest = await comeIn(await share(owner, "s"));
  const { webSocket } = await socketAsGuest(guest, "/live");
  const closed = new Promise<number>((resolve) => {
    webSocket!.addEventListener("close", ({ code }) => resolve(code));
  });
  webSocket!.accept();
  webSocket!.close(3456, "gone");
  expect(await closed).toBe(3456);
});
