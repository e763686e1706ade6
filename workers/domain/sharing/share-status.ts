/** Whether a share link still lets people in, and if not, what they are told. */
import { can, type Role, resourceOf } from "../access.ts";
import type { Refusal } from "../refusal.ts";
import type { SandboxRecord } from "../sandbox.ts";
import { SHARE_GUESTS_MAX, type ShareBody } from "./share.ts";

export type ShareStatus = ShareBody["status"];

/** What decides it; times are epoch ms. */
export interface ShareFacts {
  readonly team_id: string;
  readonly expires_at: number;
  readonly revoked_at: number | null;
  readonly max_uses: number | null;
  readonly uses: number;
  /** Whoever made it; the role is null when they are no longer in the team. */
  readonly maker: { readonly user_id: string; readonly role: Role | null };
  /** Null when the sandbox is gone for good. */
  readonly record: SandboxRecord | null;
}

export function shareStatus(share: ShareFacts, now: number): ShareStatus {
  if (share.revoked_at !== null) return "revoked";
  if (share.expires_at <= now) return "expired";
  if (!mayStillShare(share)) return "ended";
  return share.uses >= (share.max_uses ?? SHARE_GUESTS_MAX) ? "used_up" : "live";
}

/** A link has no more right than whoever made it, at every use. */
function mayStillShare({ team_id, maker, record }: ShareFacts): boolean {
  if (!record || maker.role === null) return false;
  const viewer = {
    kind: "member",
    user_id: maker.user_id,
    name: "",
    team_id,
    role: maker.role,
    token: null,
    session_id: null,
  } as const;
  return can(viewer, "shares.manage", resourceOf(record)).ok;
}

/** What whoever comes by a link is told that has ended, 410 each; a link that is used up still holds for those who are in. */
const ENDS: Readonly<Record<Exclude<ShareStatus, "live">, Refusal>> = {
  used_up: end("share_used_up", "This share link has let in as many people as it may."),
  expired: end("share_expired", "This share link has expired."),
  revoked: end("share_revoked", "This share link was taken back."),
  ended: end("share_ended", "What this share link gave is no longer shared."),
};

export const SHARE_ENDED = ENDS.ended;

/** Null for a live one. */
export function endOf(status: ShareStatus): Refusal | null {
  return status === "live" ? null : ENDS[status];
}

function end(reason_code: string, message: string): Refusal {
  const next_step = "Ask whoever gave it to you for a new one.";
  return { reason_code, message, retryable: false, next_step };
}
