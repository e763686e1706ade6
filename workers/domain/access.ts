/** Who may do what: the one question that every route and socket asks. */
import { ABILITIES, type Ability, type Role, type Rule, type Scope } from "./abilities.ts";
import { ok, type Refusal, type Result, refuse } from "./refusal.ts";
import type { Actor, SandboxRecord, Visibility } from "./sandbox.ts";
import type { SharePart, ShareRole } from "./sharing/share.ts";

export { ABILITIES, type Ability, ROLES, type Role, SCOPES, type Scope } from "./abilities.ts";

/** Roles that see colleagues' private sandboxes; to everybody else those do not exist. */
const SEE_PRIVATE: readonly Role[] = ["owner", "admin"];

/** A person, or a token that acts for one, in the team they are looking at. */
export interface Viewer {
  readonly kind: "member";
  readonly user_id: string;
  readonly name: string;
  readonly team_id: string;
  readonly role: Role;
  /** Null for a browser session, which has every scope of its role. */
  readonly token: { readonly token_id: string; readonly scopes: readonly Scope[] } | null;
  /** The browser session; null for a token. */
  readonly session_id: string | null;
}

/** Somebody who came in by a share link: no member, whoever they are elsewhere. */
export interface Guest {
  readonly kind: "guest";
  /** One browser's way in. */
  readonly guest_id: string;
  readonly share_id: string;
  /** User id of whoever made the link: it ends with their right to share. */
  readonly shared_by: string;
  /** As they called themselves. */
  readonly name: string;
  readonly team_id: string;
  readonly sandbox_id: string;
  readonly role: ShareRole;
  readonly parts: readonly SharePart[];
  /** When the link ends, epoch ms. */
  readonly expires_at: number;
}

export type Caller = Viewer | Guest;

/** What is asked about; without an owner it belongs to the whole team. */
export interface Resource {
  readonly team_id: string;
  readonly owner_id?: string;
  readonly sandbox_id?: string;
  readonly visibility?: Visibility;
}

export function resourceOf(record: SandboxRecord): Resource {
  const { team_id, owner, id, visibility } = record;
  return { team_id, owner_id: owner.user_id, sandbox_id: id, visibility };
}

/**
 * Refuses with `not_found` (another team's, or private: its existence is not told), `scope_missing` (the token lacks the
 * ability's scope), `not_shared` (the link does not include it) or `not_permitted` (the role lacks it, or has it only
 * for what is its own).
 */
export function can(caller: Caller, ability: Ability, resource?: Resource): Result<null> {
  const rule: Rule = ABILITIES[ability];
  return caller.kind === "guest" ? guestCan(caller, rule, resource) : memberCan(caller, rule, resource);
}

function memberCan(viewer: Viewer, rule: Rule, resource?: Resource): Result<null> {
  if (resource && resource.team_id !== viewer.team_id) return refuse(notFound());
  if (viewer.token && !viewer.token.scopes.includes(rule.scope)) return refuse(scopeMissing(rule.scope));
  const foreign = resource?.owner_id !== undefined && resource.owner_id !== viewer.user_id;
  if (foreign && resource.visibility === "private" && !SEE_PRIVATE.includes(viewer.role)) {
    return refuse(notFound());
  }
  const reach = rule.roles[viewer.role];
  if (reach === undefined || (reach === "own" && foreign)) return refuse(notPermitted(rule, foreign));
  return ok(null);
}

/** Guests have nothing but their one sandbox. */
function guestCan(guest: Guest, { guests, words }: Rule, resource?: Resource): Result<null> {
  const theirs = resource?.team_id === guest.team_id && resource.sandbox_id === guest.sandbox_id;
  if (!theirs) return refuse(notFound());
  if (!guests || (guests.part !== "any" && !guest.parts.includes(guests.part)))
    return refuse(notShared(words));
  if (guests.role === "interact" && guest.role !== "interact") return refuse(notShared(words));
  return ok(null);
}

/** For whom colleagues' private sandboxes do not exist: a user id; null for roles that see every one of their team. */
export function seenBy({ role, user_id }: Viewer): string | null {
  return SEE_PRIVATE.includes(role) ? null : user_id;
}

/** Abilities of this viewer, whatever they belong to: what a page may offer. */
export function abilitiesOf(viewer: Viewer): Ability[] {
  return (Object.keys(ABILITIES) as Ability[]).filter((ability) => can(viewer, ability).ok);
}

/** As the journal and the audit log name the caller. */
export function actorOf(viewer: Caller): Actor {
  if (viewer.kind === "guest") return { kind: "guest", id: viewer.guest_id, label: viewer.name };
  if (!viewer.token) return { kind: "user", id: viewer.user_id, label: viewer.name };
  return { kind: "token", id: viewer.token.token_id, label: viewer.name };
}

export function notFound(what = "sandbox"): Refusal {
  return {
    reason_code: "not_found",
    message: `There is no such ${what}.`,
    retryable: false,
    next_step: "Check the name, and that you are in the right team.",
  };
}

function scopeMissing(scope: Scope): Refusal {
  return {
    reason_code: "scope_missing",
    message: `This token lacks the scope ${scope}.`,
    retryable: false,
    next_step: `Make a token with the scope ${scope}.`,
  };
}

function notShared(words: string): Refusal {
  return {
    reason_code: "not_shared",
    message: `This share link does not let you ${words}.`,
    retryable: false,
    next_step: "Ask whoever gave you the link for one that does.",
  };
}

/** `foreign`: it is somebody else's, who could do it. */
function notPermitted({ words, roles, scope }: Rule, foreign: boolean): Refusal {
  const admin = roles.admin ? "an admin of the team" : "the team's owner";
  return {
    reason_code: "not_permitted",
    message: `You may not ${words}.`,
    retryable: false,
    next_step: foreign && scope !== "admin" ? `Ask its owner, or ${admin}.` : `Ask ${admin}.`,
  };
}
