/** Share links: what somebody without an account may be given of one sandbox, until when. */
import type { State } from "../sandbox.ts";

export const SHARE_ROLES = ["view", "interact"] as const;
/** `interact` types in terminals; `view` only looks. */
export type ShareRole = (typeof SHARE_ROLES)[number];

export const SHARE_PARTS = ["terminal", "timeline", "files", "ports"] as const;
export type SharePart = (typeof SHARE_PARTS)[number];
/** What links can include now; the others are names kept for pages to come. */
export const SHAREABLE_PARTS: readonly SharePart[] = ["terminal", "timeline"];

export const SHARE_MINUTES_MIN = 1;
/** 30 days. */
export const SHARE_MINUTES_MAX = 30 * 24 * 60;
export const SHARE_USES_MAX = 1_000;
/** People whom a link without a use limit lets in: who has one must not fill the database. */
export const SHARE_GUESTS_MAX = 10_000;
export const SHARE_LABEL_MAX = 80;
export const SHARE_PASSWORD_MIN = 6;
export const SHARE_PASSWORD_MAX = 200;
export const GUEST_NAME_MAX = 40;

/** Live shares of one sandbox at once. */
export const SHARES_PER_SANDBOX = 50;

/** All that guests are shown of the sandbox itself. Times are ISO 8601 UTC. */
export interface GuestRecordBody {
  readonly name: string;
  readonly state: State;
  readonly generation: number;
  readonly created_at: string;
  /** When it is to be torn down, where that is known; so that nobody is surprised. */
  readonly teardown_at: string | null;
}

/** A link as those read it who may make one; its address is shown once, when it is made. */
export interface ShareBody {
  readonly share_id: string;
  readonly role: ShareRole;
  readonly parts: readonly SharePart[];
  /** What its maker calls it; guests see it too. */
  readonly label: string | null;
  readonly has_password: boolean;
  /** People it lets in; null = as many as any link may, SHARE_GUESTS_MAX. */
  readonly max_uses: number | null;
  readonly uses: number;
  readonly created_by: { readonly user_id: string; readonly name: string };
  readonly created_at: string;
  readonly expires_at: string;
  readonly revoked_at: string | null;
  /** `ended`: whoever made it may no longer share this sandbox. */
  readonly status: "live" | "expired" | "revoked" | "used_up" | "ended";
  readonly guests: readonly ShareGuestBody[];
}

/** Somebody who came in by a link. */
export interface ShareGuestBody {
  readonly guest_id: string;
  readonly name: string;
  readonly joined_at: string;
  readonly last_seen_at: string;
}

/** `GET /shared/{share_id}`: what a guest has. */
export interface SharedBody {
  readonly share: {
    readonly share_id: string;
    readonly role: ShareRole;
    readonly parts: readonly SharePart[];
    readonly label: string | null;
    readonly shared_by: string;
    readonly expires_at: string;
  };
  readonly guest: { readonly guest_id: string; readonly name: string };
  readonly sandbox: GuestRecordBody;
}
