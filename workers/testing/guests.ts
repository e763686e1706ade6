/** Guests of share links: browsers without an account, each with the one cookie that its link gave it. */
import { call, type Person, type Reply, raw } from "./people.ts";
import { ORIGIN } from "./requests.ts";

export interface Link {
  readonly share_id: string;
  readonly token: string;
}

export interface GuestBrowser {
  readonly share_id: string;
  /** Value of the `Cookie` header. */
  readonly cookie: string;
}

/** Watches everything for an hour, unless `body` says otherwise. */
export async function share(person: Person, name: string, body: object = {}): Promise<Link> {
  const asked = { role: "view", parts: ["terminal", "timeline"], expires_in_minutes: 60, ...body };
  const reply = await call(person, "POST", `/sandboxes/${name}/shares`, asked);
  if (reply.status !== 201)
    throw new Error(`sharing answered ${reply.status}: ${JSON.stringify(reply.body)}`);
  return { share_id: reply.body.share_id, token: reply.body.url.split("/s/")[1] };
}

/** As the page posts it. */
export function join(
  { token }: Pick<Link, "token">,
  name = "Gus",
  more: object = {},
  headers: Record<string, string> = {},
): Promise<Reply> {
  return call(null, "POST", "/shared", { token, name, ...more }, { origin: ORIGIN, ...headers });
}

export async function comeIn(link: Link, name = "Gus", more: object = {}): Promise<GuestBrowser> {
  const reply = await join(link, name, more);
  if (reply.status !== 200)
    throw new Error(`joining answered ${reply.status}: ${JSON.stringify(reply.body)}`);
  return { share_id: link.share_id, cookie: reply.headers.getSetCookie()[0]!.split(";", 1)[0]! };
}

/** A request of the guest's page below `/shared/{share_id}`. */
export function asGuest(
  { share_id, cookie }: GuestBrowser,
  method: string,
  path = "",
  headers: Record<string, string> = {},
): Promise<Reply> {
  return call(null, method, `/shared/${share_id}${path}`, undefined, { cookie, origin: ORIGIN, ...headers });
}

export function socketAsGuest(guest: GuestBrowser, path: string): Promise<Response> {
  const headers = { cookie: guest.cookie, origin: ORIGIN, upgrade: "websocket" };
  return raw(null, "GET", `/shared/${guest.share_id}${path}`, undefined, headers);
}
