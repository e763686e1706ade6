/** Request -> guest of a share link: by the link's own cookie, which counts on its own addresses and nowhere else. */
import { database } from "../data/database.ts";
import { touchGuest } from "../data/guests.ts";
import { findGuestShare, type Share } from "../data/shares.ts";
import type { Guest } from "../domain/access.ts";
import { ok, type Refusal, type Result, refuse } from "../domain/refusal.ts";
import { endOf, shareStatus } from "../domain/sharing/share-status.ts";
import { mayUseCookie } from "../http/origins.ts";

export type GuestEnv = Pick<Env, "DB" | "PUBLIC_URL">;

export interface Admitted {
  readonly guest: Guest;
  readonly share: Share;
}

/** Cookies of that name that are tried: a page of another host may have put its own beside ours. */
const TRIED = 4;

/**
 * Refuses with `unauthenticated` (401), `foreign_origin` (403: a change or a socket that none of our pages asks for), or
 * why the link has ended (410).
 */
export async function identifyGuest(
  request: Request,
  env: GuestEnv,
  share_id: string,
  now: number,
): Promise<Result<Admitted>> {
  const secrets = secretsIn(request, env, share_id);
  if (secrets.length > 0 && !mayUseCookie(request, env.PUBLIC_URL)) return refuse(FOREIGN);
  const db = database(env.DB);
  for (const secret of secrets) {
    const found = await findGuestShare(db, share_id, secret);
    if (!found) continue;
    const status = shareStatus(found.share, now);
    const end = status === "used_up" ? null : endOf(status);
    if (end) return refuse(end);
    await touchGuest(db, found.guest, now);
    return ok({ guest: guestOf(found.guest, found.share), share: found.share });
  }
  return refuse(UNKNOWN);
}

/** Whether a browser that joins does so from our own pages; a program, which sends no such headers, may too. */
export function mayJoin(request: Request, publicUrl: string): boolean {
  const byBrowser = ["cookie", "origin", "sec-fetch-site"].some((name) => request.headers.has(name));
  return !byBrowser || mayUseCookie(request, publicUrl);
}

/** `Set-Cookie`: lets this browser in until the link ends (`expires_at`, epoch ms). */
export function guestCookie(
  env: GuestEnv,
  { share_id, secret, expires_at }: { share_id: string; secret: string; expires_at: number },
  now: number,
): string {
  const seconds = Math.max(0, Math.floor((expires_at - now) / 1000));
  const secure = env.PUBLIC_URL.startsWith("https:") ? "; Secure" : "";
  return `${cookieName(env, share_id)}=${secret}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
}

/** `Set-Cookie` that ends it. */
export function forgottenCookie(env: GuestEnv, share_id: string): string {
  return guestCookie(env, { share_id, secret: "", expires_at: 0 }, 0);
}

/** Browsers take a `__Host-` cookie from its own host alone (auth.ts). */
function cookieName({ PUBLIC_URL }: GuestEnv, share_id: string): string {
  return `${PUBLIC_URL.startsWith("https:") ? "__Host-" : ""}sandbar.guest_${share_id}`;
}

function secretsIn(request: Request, env: GuestEnv, share_id: string): string[] {
  const begin = `${cookieName(env, share_id)}=`;
  const cookies = (request.headers.get("cookie") ?? "").split(/;\s*/);
  const own = cookies.filter((cookie) => cookie.startsWith(begin) && cookie.length > begin.length);
  return own.slice(0, TRIED).map((cookie) => cookie.slice(begin.length));
}

function guestOf({ id, name }: { id: string; name: string }, share: Share): Guest {
  const { team_id, sandbox_id, role, parts, expires_at } = share;
  const shared_by = share.maker.user_id;
  const own = { guest_id: id, share_id: share.id, name, shared_by };
  return { kind: "guest", ...own, team_id, sandbox_id, role, parts, expires_at };
}

const UNKNOWN: Refusal = {
  reason_code: "unauthenticated",
  message: "This browser has not come in by that share link.",
  retryable: false,
  next_step: "Open the link that you were given, and join.",
};

export const FOREIGN: Refusal = {
  reason_code: "foreign_origin",
  message: "This request does not come from the dashboard's own pages.",
  retryable: false,
  next_step: "Open the link that you were given by its own address.",
};
