/** Coming in by a share link, for the page and the API alike; nobody needs an account. */
import { FOREIGN, guestCookie, identifyGuest, mayJoin } from "../../auth/guest.ts";
import { verifyPassword } from "../../auth/password.ts";
import { database } from "../../data/database.ts";
import { countFailure, insertGuest, lockedUntil } from "../../data/guests.ts";
import { findShareById, findShareByToken, type Share } from "../../data/shares.ts";
import { notFound } from "../../domain/access.ts";
import { RateLimit } from "../../domain/rate-limit.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import type { SharePart, ShareRole } from "../../domain/sharing/share.ts";
import { guestName } from "../../domain/sharing/share-request.ts";
import { endOf, SHARE_ENDED, shareStatus } from "../../domain/sharing/share-status.ts";
import { newGuestId } from "../ids.ts";
import { noteStray, noteVisit, type Visitor } from "./share-visits.ts";

/**
 * Requests a minute and address. A local run has no addresses that can be believed: all who come by one link count together,
 * and all who come by none, so that who guesses keeps nobody out who was given one.
 */
const LIMIT = 30;
const LIMIT_OF_ALL = 600;
const limits = new RateLimit();

/** What the link gives, for the page on which one joins. */
export interface LinkBody {
  readonly share_id: string;
  readonly role: ShareRole;
  readonly parts: readonly SharePart[];
  readonly label: string | null;
  /** Name of whoever made it. */
  readonly shared_by: string;
  readonly sandbox_name: string;
  readonly has_password: boolean;
  /** ISO 8601 UTC. */
  readonly expires_at: string;
  /** This browser is in already. */
  readonly joined: boolean;
}

export interface JoinInput {
  readonly token: string;
  readonly name: string;
  readonly password?: string;
}

export interface Joined {
  readonly share_id: string;
  /** ISO 8601 UTC. */
  readonly expires_at: string;
  /** `Set-Cookie`; null when this browser was in already. */
  readonly cookie: string | null;
}

/** Refuses with `not_found` (404), `share_expired`, `share_revoked`, `share_used_up`, `share_ended` (410) or `rate_limited`. */
export async function readShareLink(
  visitor: Visitor,
  request: Request,
  token: string,
): Promise<Result<LinkBody>> {
  const opened = await open(visitor, request, token, "share.opened");
  if (!opened.ok) return opened;
  const { share, joined } = opened.value;
  const end = joined ? null : endOf(shareStatus(share, visitor.now));
  if (end || !share.record) {
    const refusal = end ?? SHARE_ENDED;
    await noteVisit(visitor, share, { action: "share.opened", refusal });
    return refuse(refusal);
  }
  const { role, parts, label, password_hash } = share;
  return ok({
    share_id: share.id,
    role,
    parts,
    label,
    shared_by: share.maker.name,
    sandbox_name: share.record.name,
    has_password: password_hash !== null,
    expires_at: new Date(share.expires_at).toISOString(),
    joined,
  });
}

/**
 * Counts one use; a browser that is in already uses up nothing. Refuses as `readShareLink`, and with `wrong_password` (403),
 * `invalid_input` (the name) or `foreign_origin`.
 */
export async function joinShare(
  visitor: Visitor,
  request: Request,
  input: JoinInput,
): Promise<Result<Joined>> {
  if (!mayJoin(request, visitor.env.PUBLIC_URL)) return noteStray(visitor, "share.joined", FOREIGN);
  const name = guestName(input.name);
  if (!name.ok) return name;
  const opened = await open(visitor, request, input.token, "share.joined");
  if (!opened.ok) return opened;
  const { share, joined } = opened.value;
  const expires_at = new Date(share.expires_at).toISOString();
  if (joined) return ok({ share_id: share.id, expires_at, cookie: null });
  const guest = { id: newGuestId(), name: name.value };
  const secret = await admit(visitor, share, guest, input.password ?? "");
  const refusal = secret.ok ? undefined : secret.refusal;
  await noteVisit(visitor, share, { action: "share.joined", guest, refusal });
  if (!secret.ok) return secret;
  const { env, now } = visitor;
  const facts = { share_id: share.id, secret: secret.value, expires_at: share.expires_at };
  return ok({ share_id: share.id, expires_at, cookie: guestCookie(env, facts, now) });
}

async function open(
  visitor: Visitor,
  request: Request,
  token: string,
  action: "share.opened" | "share.joined",
): Promise<Result<{ readonly share: Share; readonly joined: boolean }>> {
  const { env, address, now } = visitor;
  if (address !== null && limits.exceeded(address, LIMIT, now)) {
    return noteStray(visitor, action, TOO_MANY_VISITS);
  }
  const share = await findShareByToken(database(env.DB), token);
  if (address === null && limits.exceeded(share?.id ?? "strangers", LIMIT_OF_ALL, now)) {
    return noteStray(visitor, action, TOO_MANY_VISITS);
  }
  if (!share) return noteStray(visitor, action, NO_SUCH_LINK);
  const admitted = await identifyGuest(request, env, share.id, now);
  return ok({ share, joined: admitted.ok });
}

/** The new guest's secret. */
async function admit(
  { env, viewer, now }: Visitor,
  share: Share,
  guest: { readonly id: string; readonly name: string },
  password: string,
): Promise<Result<string>> {
  const end = endOf(shareStatus(share, now));
  if (end) return refuse(end);
  const db = database(env.DB);
  if (share.password_hash !== null) {
    const until = await lockedUntil(db, share.id, now);
    if (until !== null) return refuse(tooManyPasswords(until, now));
    if (password === "") return refuse(WRONG_PASSWORD);
    if (!(await verifyPassword(password, share.password_hash))) {
      // Of any number of guesses at once only so many are answered.
      if (await countFailure(db, share.id, now)) return refuse(WRONG_PASSWORD);
      return refuse(tooManyPasswords((await lockedUntil(db, share.id, now)) ?? now, now));
    }
  }
  const row = { ...guest, share_id: share.id, user_id: viewer?.user_id ?? null };
  const secret = await insertGuest(db, row, now);
  return secret === null ? refuse(await whyNot(env, share, now)) : ok(secret);
}

/** It still held when it was read: meanwhile somebody took the last place, revoked it, or tried too many passwords. */
async function whyNot(env: Visitor["env"], share: Share, now: number): Promise<Refusal> {
  const db = database(env.DB);
  const until = share.password_hash === null ? null : await lockedUntil(db, share.id, now);
  if (until !== null) return tooManyPasswords(until, now);
  const later = await findShareById(db, share.id);
  return (later && endOf(shareStatus(later, now))) ?? SHARE_ENDED;
}

const NO_SUCH_LINK: Refusal = {
  ...notFound("share link"),
  next_step: "Check that you have all of its address.",
};

const WRONG_PASSWORD: Refusal = {
  reason_code: "wrong_password",
  message: "That is not this link's password.",
  retryable: false,
  next_step: "Ask whoever gave you the link for its password.",
  field: "password",
};

const TOO_MANY_VISITS: Refusal = {
  reason_code: "rate_limited",
  message: "Too many share links were opened from here in a minute.",
  retryable: true,
  next_step: "Wait a minute, then try again.",
};

function tooManyPasswords(until: number, now: number): Refusal {
  const seconds = Math.max(1, Math.ceil((until - now) / 1000));
  return {
    reason_code: "rate_limited",
    message: "Too many wrong passwords were tried on this link.",
    retryable: true,
    next_step: `Try again in ${Math.ceil(seconds / 60)} minutes.`,
    field: "password",
    retry_after_seconds: seconds,
  };
}
