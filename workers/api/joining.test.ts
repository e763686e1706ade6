import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { database } from "../data/database.ts";
import { insertSandbox } from "../data/sandboxes.ts";
import { SHARE_GUESTS_MAX } from "../domain/sharing/share.ts";
import { readShareLink } from "../services/sharing/shared.ts";
import { asGuest, comeIn, join, share } from "../testing/guests.ts";
import { call, join as joinTeam, makeOwner, type Person } from "../testing/people.ts";
import { ORIGIN } from "../testing/requests.ts";
import { recordOf } from "../testing/rows.ts";

const QUOTA = { max_active_per_member: 1000, max_active_per_team: 1000 };
let owner: Person;
/** The owner's, of which there is a row alone. */
let name: string;
beforeEach(async () => {
  owner = await makeOwner();
  name = await makeRow(owner);
});

async function makeRow(person: Person): Promise<string> {
  const record = recordOf(person);
  await insertSandbox(database(env.DB), record, QUOTA);
  return record.name;
}

const list = async () => (await call(owner, "GET", `/sandboxes/${name}/shares`)).body.items;
const run = (query: string, ...values: unknown[]) =>
  env.DB.prepare(query)
    .bind(...values)
    .run();

describe("coming in", () => {
  test("needs no account, and gives a cookie of that link that lasts as long as it does", async () => {
    const link = await share(owner, name, { label: "demo" });
    const reply = await join(link, "  Gus   the Guest ");
    expect(reply).toMatchObject({ status: 200, body: { share_id: link.share_id } });
    const [cookie] = reply.headers.getSetCookie();
    expect(cookie).toMatch(
      new RegExp(
        `^sandbar\\.guest_${link.share_id}=[\\w-]{43}; Path=/; Max-Age=3(600|599); HttpOnly; SameSite=Lax$`,
      ),
    );
    const guest = { share_id: link.share_id, cookie: cookie!.split(";", 1)[0]! };
    const { status, body } = await asGuest(guest, "GET");
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body.share).toMatchObject({ role: "view", label: "demo", shared_by: "owner" });
    expect(body.guest.name).toBe("Gus the Guest");
    expect(body.sandbox).toEqual({
      name,
      state: "new",
      generation: 0,
      created_at: expect.any(String),
      teardown_at: null,
    });
    expect(await list()).toMatchObject([{ uses: 1, guests: [{ name: "Gus the Guest" }] }]);
  });

  test("a browser that is in already takes no second place", async () => {
    const link = await share(owner, name, { max_uses: 1 });
    const guest = await comeIn(link);
    const again = await join(link, "Gus", {}, { cookie: guest.cookie });
    expect(again).toMatchObject({ status: 200, body: { share_id: link.share_id } });
    expect(again.headers.getSetCookie()).toEqual([]);
    expect(await join(link, "Hal")).toMatchObject({ status: 410, body: { reason_code: "share_used_up" } });
    expect((await asGuest(guest, "GET")).status).toBe(200);
    expect(await list()).toMatchObject([{ uses: 1, status: "used_up" }]);
  });

  test("of many who want the last place one gets it", async () => {
    const link = await share(owner, name, { max_uses: 3 });
    const replies = await Promise.all(Array.from({ length: 12 }, (_, index) => join(link, `Guest ${index}`)));
    expect(replies.filter(({ status }) => status === 200).length).toBe(3);
    expect(replies.filter(({ body }) => body.reason_code === "share_used_up").length).toBe(9);
    expect((await list())[0].guests.length).toBe(3);
  });

  test.each(["", "   ", "\u200b\u2060", "\u3164", "x".repeat(41), "a\nb", "a\u202eb", "\u0000"])(
    "as %j is refused",
    async (guest) => {
      const link = await share(owner, name);
      expect(await join(link, guest)).toMatchObject({ status: 400, body: { field: "name" } });
    },
  );

  test.each(["Zoë", "李小龙", "👩‍💻 Ada", "O'Brien (ops)"])("as %j is welcome", async (guest) => {
    const link = await share(owner, name);
    expect((await asGuest(await comeIn(link, guest), "GET")).body.guest.name).toBe(guest);
  });

  test.each([
    ["expired", "UPDATE shares SET expires_at = 1 WHERE id = ?", "share_expired", "expired"],
    ["revoked", "UPDATE shares SET revoked_at = 1 WHERE id = ?", "share_revoked", "revoked"],
  ])("by an %s link is refused with 410, of those who are in too", async (_, change, reason_code, status) => {
    const link = await share(owner, name);
    const guest = await comeIn(link);
    expect((await asGuest(guest, "GET")).status).toBe(200);
    await run(change, link.share_id);
    for (const reply of [
      await join(link),
      await asGuest(guest, "GET"),
      await asGuest(guest, "GET", "/events"),
    ]) {
      expect(reply).toMatchObject({ status: 410, body: { reason_code, retryable: false } });
    }
    expect(await list()).toMatchObject([{ status }]);
  });

  test("R7, C13: no token, or one that never was, opens nothing", async () => {
    for (const token of ["A".repeat(43), "x", "A".repeat(44), "%27 OR 1=1"]) {
      expect(await join({ token })).toMatchObject({ status: 404, body: { reason_code: "not_found" } });
    }
    expect((await join({ token: "" })).status).toBe(400);
  });

  test("strangers who guess are held up; whoever has a link, and the one who opens it, is not", async () => {
    const link = await share(owner, name);
    const visitor = { env, viewer: null, now: Date.now(), request_id: "r", address: null };
    const visit = async (token: string) => {
      const opened = await readShareLink(visitor, new Request(ORIGIN), token);
      return opened.ok ? "opened" : opened.refusal.reason_code;
    };
    const guesses: string[] = [];
    for (let guess = 0; guess <= 600; guess += 1) guesses.push(await visit(`guess-${guess}`));
    expect([guesses.at(0), guesses.at(-1)]).toEqual(["not_found", "rate_limited"]);
    expect(await visit(link.token)).toBe("opened");
  });

  test("a link without a use limit lets in ten thousand", async () => {
    const link = await share(owner, name);
    const fill = (count: number) =>
      env.DB.prepare(
        `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
         INSERT INTO guests (id, share_id, name, joined_at, last_seen_at) SELECT 'many' || i, ?, 'G', 0, 0 FROM n`,
      )
        .bind(count, link.share_id)
        .run();
    await fill(SHARE_GUESTS_MAX - 1);
    const replies = await Promise.all([join(link), join(link)]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 410]);
    expect((await join(link)).body.reason_code).toBe("share_used_up");
  });

  test("from another site's page is refused", async () => {
    const link = await share(owner, name);
    for (const origin of ["http://evil.example", "null", "http://127.0.0.1:8787.evil.example"]) {
      const reply = await call(null, "POST", "/shared", { token: link.token, name: "Gus" }, { origin });
      expect(reply).toMatchObject({ status: 403, body: { reason_code: "foreign_origin" } });
    }
    expect((await call(null, "POST", "/shared", { token: link.token, name: "Gus" })).status).toBe(200);
  });
});

describe("a password", () => {
  test("is asked for, and after ten wrong ones none counts for a while, not even the right one", async () => {
    const link = await share(owner, name, { password: "open sesame" });
    expect(await join(link)).toMatchObject({ status: 403, body: { reason_code: "wrong_password" } });
    const wrong = await Promise.all(
      Array.from({ length: 14 }, (_, index) => join(link, "Mallory", { password: `guess-${index}` })),
    );
    const codes = wrong.map(({ body }) => body.reason_code);
    expect(codes.filter((code) => code === "wrong_password").length).toBe(10);
    expect(codes.filter((code) => code === "rate_limited").length).toBe(4);
    const right = await join(link, "Gus", { password: "open sesame" });
    expect(right).toMatchObject({ status: 429, body: { reason_code: "rate_limited", retryable: true } });
    const wait = Number(right.headers.get("retry-after"));
    // Far more than the half a minute of other limits, which would only be tried in vain.
    expect(wait).toBeGreaterThan(60);
    expect(wait).toBeLessThanOrEqual(900);
    expect(right.body.retry_after_seconds).toBeUndefined();
    await run("UPDATE shares SET failures_since = failures_since - 900000 WHERE id = ?", link.share_id);
    expect((await join(link, "Gus", { password: "open sesame" })).status).toBe(200);
    expect((await join(link, "Gus", { password: "again wrong" })).body.reason_code).toBe("wrong_password");
  });
});

describe("a link ends with its maker's right to share", () => {
  test("when they leave the team, or become a viewer; and comes back with it", async () => {
    const maker = await joinTeam(owner.team_id, "member");
    const own = await makeRow(maker);
    const link = await share(maker, own);
    const guest = await comeIn(link);
    for (const change of [
      "UPDATE members SET role = 'viewer' WHERE user_id = ?",
      "DELETE FROM members WHERE user_id = ?",
    ]) {
      expect((await asGuest(guest, "GET")).status).toBe(200);
      await run(change, maker.user_id);
      for (const reply of [await join(link), await asGuest(guest, "GET")]) {
        expect(reply).toMatchObject({ status: 410, body: { reason_code: "share_ended" } });
      }
      const listed = (await call(owner, "GET", `/sandboxes/${own}/shares`)).body.items;
      expect(listed).toMatchObject([{ status: "ended" }]);
      if (change.startsWith("UPDATE"))
        await run("UPDATE members SET role = 'member' WHERE user_id = ?", maker.user_id);
    }
  });

  test("when the sandbox is deleted for good", async () => {
    const link = await share(owner, name);
    const guest = await comeIn(link);
    await run("DELETE FROM sandboxes WHERE name = ?", name);
    for (const reply of [
      await join(link),
      await asGuest(guest, "GET"),
      await asGuest(guest, "GET", "/live"),
    ]) {
      expect(reply).toMatchObject({ status: 410, body: { reason_code: "share_ended" } });
    }
  });
});

test("leaving makes the cookie worthless, and the place stays taken", async () => {
  const link = await share(owner, name, { max_uses: 1 });
  const guest = await comeIn(link);
  const left = await asGuest(guest, "DELETE");
  expect(left.status).toBe(204);
  expect(left.headers.getSetCookie()[0]).toContain("Max-Age=0");
  expect((await asGuest(guest, "GET")).status).toBe(401);
  expect((await join(link)).body.reason_code).toBe("share_used_up");
});
