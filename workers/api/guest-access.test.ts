/** Every route × every kind of guest: generated from the route table. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "../data/database.ts";
import { insertSandbox } from "../data/sandboxes.ts";
import { type Ability, can, type Guest, resourceOf } from "../domain/access.ts";
import { SHARE_ROLES } from "../domain/sharing/share.ts";
import { asGuest, comeIn, type GuestBrowser, type Link, share } from "../testing/guests.ts";
import { call, makeOwner, type Person, type Reply } from "../testing/people.ts";
import { ORIGIN } from "../testing/requests.ts";
import { recordOf } from "../testing/rows.ts";
import type { Route } from "./route.ts";
import { ROUTES } from "./routes.ts";

const QUOTA = { max_active_per_member: 1000, max_active_per_team: 1000 };
const PARTS = [["terminal"], ["timeline"], ["terminal", "timeline"]] as const;
const KINDS = SHARE_ROLES.flatMap((role) => PARTS.map((parts) => [role, parts] as const));
const guestRoutes = ROUTES.filter(({ handleGuest }) => handleGuest);
const others = ROUTES.filter(({ handleGuest, handleOpen }) => !handleGuest && !handleOpen);
const title = ({ method, path }: Route) => `${method.toUpperCase()} ${path}`;

let owner: Person;
/** A row alone: whoever is let through finds no launched sandbox behind it, which is neither 401, 403 nor 410. */
let record: ReturnType<typeof recordOf>;
beforeAll(async () => {
  owner = await makeOwner();
  record = recordOf(owner);
  await insertSandbox(database(env.DB), record, QUOTA);
});

const links = new Map<string, Promise<Link>>();

/** A guest of the link that gives this, of which there is one. */
async function guestOf(body: object, kind = ""): Promise<GuestBrowser> {
  const key = kind + JSON.stringify(body);
  const link = links.get(key) ?? share(owner, record.name, body);
  links.set(key, link);
  return comeIn(await link);
}

function ask(route: Route, guest: GuestBrowser): Promise<Reply> {
  const below = route.path.replace("/shared/{share_id}", "").replace(/\{\w+\}/g, "none");
  return asGuest(guest, route.method.toUpperCase(), below, route.socket ? { upgrade: "websocket" } : {});
}

test("guests have routes of their own", () => {
  expect(guestRoutes.map(title)).toContain("GET /shared/{share_id}/live");
  for (const { path } of guestRoutes) expect(path).toMatch(/^\/shared\/\{share_id\}(\/|$)/);
});

describe.each(KINDS)("a guest who may %s %j", (role, parts) => {
  test("does what the link includes and nothing else", async () => {
    for (const route of guestRoutes) {
      const guest = await guestOf({ role, parts });
      const of: Guest = {
        kind: "guest",
        guest_id: "g",
        share_id: guest.share_id,
        shared_by: owner.user_id,
        name: "Gus",
        team_id: owner.team_id,
        sandbox_id: record.id,
        role,
        parts,
        expires_at: 0,
      };
      const allowed = can(of, route.ability as Ability, resourceOf(record)).ok;
      const reply = await ask(route, guest);
      const why = `${title(route)}: ${reply.status} ${JSON.stringify(reply.body)}`;
      expect([401, 403, 410].includes(reply.status), why).toBe(!allowed);
      if (!allowed) expect(reply, why).toMatchObject({ status: 403, body: { reason_code: "not_shared" } });
    }
  });
});

describe.each(guestRoutes.map((route) => [title(route), route] as const))("%s", (_, route) => {
  const everything = { role: "interact", parts: ["terminal", "timeline"] };

  test.each([
    ["expired", "UPDATE shares SET expires_at = 1 WHERE id = ?", "share_expired"],
    ["revoked", "UPDATE shares SET revoked_at = 1 WHERE id = ?", "share_revoked"],
  ])("of an %s link answers 410", async (_, change, reason_code) => {
    const guest = await comeIn(await share(owner, record.name, everything));
    await env.DB.prepare(change).bind(guest.share_id).run();
    expect(await ask(route, guest)).toMatchObject({ status: 410, body: { reason_code, retryable: false } });
  });

  test("answers 401 to nobody, to a member, and to a guest of another link", async () => {
    const [guest, other] = [await guestOf(everything), await guestOf(everything, "other")];
    const nobody = { status: 401, body: { reason_code: "unauthenticated", retryable: false } };
    expect(await ask(route, { ...guest, cookie: "a=b" })).toMatchObject(nobody);
    expect(await ask(route, { ...guest, cookie: other.cookie })).toMatchObject(nobody);
    const path = route.path.replace("{share_id}", guest.share_id).replace(/\{\w+\}/g, "none");
    const headers: Record<string, string> = route.socket ? { upgrade: "websocket" } : {};
    expect(await call(owner, route.method.toUpperCase(), path, undefined, headers)).toMatchObject(nobody);
  });
});

test.each(others.map((route) => [title(route), route] as const))(
  "%s answers 401 to a guest",
  async (_, route) => {
    const { cookie, share_id } = await guestOf({ role: "interact" });
    const path = route.path
      .replace("{name}", record.name)
      .replace("{share_id}", share_id)
      .replace("{path+}", "a/b.txt")
      .replace(/\{\w+\}/g, "none");
    const headers = { cookie, origin: ORIGIN, ...(route.socket ? { upgrade: "websocket" } : {}) };
    const body = route.body ? "{}" : undefined;
    const reply = await call(null, route.method.toUpperCase(), path, body, headers);
    expect(reply).toMatchObject({ status: 401, body: { reason_code: "unauthenticated" } });
  },
);
