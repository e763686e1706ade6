/** Who may do what: roles and abilities as data, and the one question that every route and socket asks. */
import { ok, type Refusal, type Result, refuse } from "./refusal.ts";
import type { Actor, SandboxRecord, Visibility } from "./sandbox.ts";
import type { SharePart, ShareRole } from "./share.ts";

export const ROLES = ["owner", "admin", "member", "viewer"] as const;
export type Role = (typeof ROLES)[number];

export const SCOPES = [
  "sandboxes:read",
  "sandboxes:write",
  "sandboxes:exec",
  "shares:write",
  "admin",
] as const;
export type Scope = (typeof SCOPES)[number];

/** `own`: only what belongs to the viewer; `any`: everything of their team. */
type Reach = "own" | "any";

interface Rule {
  /** The scope that a token needs; sessions have them all. */
  readonly scope: Scope;
  /** Roles that are not named have no such ability. */
  readonly roles: Partial<Record<Role, Reach>>;
  /** What a share link must include so that its guests have it; absent = no guest has. */
  readonly guests?: { readonly part: SharePart | "any"; readonly role: ShareRole };
  /** Ends the sentence "You may not …". */
  readonly words: string;
}

const EVERYONE = { owner: "any", admin: "any", member: "any", viewer: "any" } as const;
const WORKERS = { owner: "any", admin: "any", member: "own" } as const;
const ADMINS = { owner: "any", admin: "any" } as const;
/** Roles that see colleagues' private sandboxes; to everybody else those do not exist. */
const SEE_PRIVATE: readonly Role[] = ["owner", "admin"];

export const ABILITIES = {
  /** The record, checkpoints, exports, recordings, files and ports. */
  "sandboxes.read": { scope: "sandboxes:read", roles: EVERYONE, words: "see this sandbox" },
  /** State and name: what every guest is shown of what was shared with them. */
  "shared.read": {
    scope: "sandboxes:read",
    roles: EVERYONE,
    guests: { part: "any", role: "view" },
    words: "see this sandbox",
  },
  /** Journal and logs. */
  "timeline.read": {
    scope: "sandboxes:read",
    roles: EVERYONE,
    guests: { part: "timeline", role: "view" },
    words: "see this sandbox's timeline",
  },
  /** The list of terminals, and watching them. */
  "terminals.read": {
    scope: "sandboxes:read",
    roles: EVERYONE,
    guests: { part: "terminal", role: "view" },
    words: "watch this sandbox's terminals",
  },
  "terminals.type": {
    scope: "sandboxes:exec",
    roles: WORKERS,
    guests: { part: "terminal", role: "interact" },
    words: "type in this sandbox's terminals",
  },
  "sandboxes.launch": { scope: "sandboxes:write", roles: WORKERS, words: "launch sandboxes" },
  /** Save, resume, complete, heartbeat, export. */
  "sandboxes.change": { scope: "sandboxes:write", roles: WORKERS, words: "change this sandbox" },
  /** A new sandbox from what they may see. */
  "sandboxes.fork": {
    scope: "sandboxes:write",
    roles: { owner: "any", admin: "any", member: "any" },
    words: "fork this sandbox",
  },
  "sandboxes.teardown": { scope: "sandboxes:write", roles: WORKERS, words: "tear this sandbox down" },
  /** Commands, opening and ending terminals, writing files. */
  "sandboxes.exec": { scope: "sandboxes:exec", roles: WORKERS, words: "run commands in this sandbox" },
  /** Giving it to another member. */
  "sandboxes.transfer": { scope: "sandboxes:write", roles: WORKERS, words: "give this sandbox away" },
  /** Share links of a sandbox: making, listing and revoking them. */
  "shares.manage": { scope: "shares:write", roles: WORKERS, words: "share this sandbox" },
  "policy.read": { scope: "sandboxes:read", roles: EVERYONE, words: "see the policy" },
  "policy.change": { scope: "admin", roles: ADMINS, words: "change the policy" },
  "profiles.read": { scope: "sandboxes:read", roles: EVERYONE, words: "see the profiles" },
  "profiles.change": { scope: "admin", roles: ADMINS, words: "change the profiles" },
  "templates.read": { scope: "sandboxes:read", roles: EVERYONE, words: "see the templates" },
  /** Names and roles; addresses only with `members.manage`. */
  "members.read": { scope: "sandboxes:read", roles: EVERYONE, words: "see the members" },
  /** Inviting, changing roles, removing; never beyond one's own role (domain/team-roles.ts). */
  "members.manage": { scope: "admin", roles: ADMINS, words: "manage the members" },
  /** Leaving is removing oneself. */
  "members.remove": {
    scope: "admin",
    roles: { owner: "any", admin: "any", member: "own", viewer: "own" },
    words: "remove this member",
  },
  "team.change": { scope: "admin", roles: ADMINS, words: "change the team" },
  /** Making somebody else its owner. */
  "team.transfer": { scope: "admin", roles: { owner: "any" }, words: "hand the team over" },
  "teams.create": { scope: "admin", roles: { owner: "any" }, words: "make another team" },
  "webhooks.manage": { scope: "admin", roles: ADMINS, words: "manage the webhooks" },
  /** Hours, places and storage; members see their own and the team's sums. */
  "usage.read": {
    scope: "sandboxes:read",
    roles: { owner: "any", admin: "any", member: "own", viewer: "own" },
    words: "see this usage",
  },
  "tokens.manage": {
    scope: "admin",
    roles: { owner: "any", admin: "any", member: "own", viewer: "own" },
    words: "manage this token",
  },
  "reconciliation.read": { scope: "admin", roles: ADMINS, words: "see what was found and repaired" },
  "reconciliation.run": { scope: "admin", roles: ADMINS, words: "look for what has to be repaired" },
  "audit.read": { scope: "admin", roles: ADMINS, words: "read the audit log" },
  /** Deciding how long it is kept: who may act on anything may not make that be forgotten. */
  "audit.retain": { scope: "admin", roles: { owner: "any" }, words: "decide how long the audit log is kept" },
} as const satisfies Record<string, Rule>;

export type Ability = keyof typeof ABILITIES;

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
  if (reach === undefined || (reach === "own" && foreign)) return refuse(notPermitted(rule.words));
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

function notPermitted(words: string): Refusal {
  return {
    reason_code: "not_permitted",
    message: `You may not ${words}.`,
    retryable: false,
    next_step: "Ask its owner, or an admin of the team.",
  };
}
