/** Who may do what: roles and abilities as data, and the one question that every route and socket asks. */
import { ok, type Refusal, type Result, refuse } from "./refusal.ts";
import type { Actor } from "./sandbox.ts";

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
  /** Ends the sentence "You may not …". */
  readonly words: string;
}

const EVERYONE = { owner: "any", admin: "any", member: "any", viewer: "any" } as const;
const WORKERS = { owner: "any", admin: "any", member: "own" } as const;
const ADMINS = { owner: "any", admin: "any" } as const;

export const ABILITIES = {
  /** The record, journal, logs, checkpoints, files and ports; a terminal only to watch. */
  "sandboxes.read": { scope: "sandboxes:read", roles: EVERYONE, words: "see this sandbox" },
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
  /** Commands, typing in terminals, writing files. */
  "sandboxes.exec": { scope: "sandboxes:exec", roles: WORKERS, words: "run commands in this sandbox" },
  "policy.read": { scope: "sandboxes:read", roles: EVERYONE, words: "see the policy" },
  "policy.change": { scope: "admin", roles: ADMINS, words: "change the policy" },
  "profiles.read": { scope: "sandboxes:read", roles: EVERYONE, words: "see the profiles" },
  "profiles.change": { scope: "admin", roles: ADMINS, words: "change the profiles" },
  "templates.read": { scope: "sandboxes:read", roles: EVERYONE, words: "see the templates" },
  "members.read": { scope: "admin", roles: ADMINS, words: "see the members" },
  "tokens.manage": {
    scope: "admin",
    roles: { owner: "any", admin: "any", member: "own", viewer: "own" },
    words: "manage this token",
  },
  "reconciliation.read": { scope: "admin", roles: ADMINS, words: "see what was found and repaired" },
  "reconciliation.run": { scope: "admin", roles: ADMINS, words: "look for what has to be repaired" },
  "audit.read": { scope: "admin", roles: ADMINS, words: "read the audit log" },
} as const satisfies Record<string, Rule>;

export type Ability = keyof typeof ABILITIES;

/** A person, or a token that acts for one, in the team they are looking at. */
export interface Viewer {
  readonly user_id: string;
  readonly name: string;
  readonly team_id: string;
  readonly role: Role;
  /** Null for a browser session, which has every scope of its role. */
  readonly token: { readonly token_id: string; readonly scopes: readonly Scope[] } | null;
}

/** What is asked about; without an owner it belongs to the whole team. */
export interface Resource {
  readonly team_id: string;
  readonly owner_id?: string;
}

/**
 * Refuses with `not_found` (another team's: its existence is not told), `scope_missing` (the token lacks the
 * ability's scope) or `not_permitted` (the role lacks it, or has it only for what is its own).
 */
export function can(viewer: Viewer, ability: Ability, resource?: Resource): Result<null> {
  if (resource && resource.team_id !== viewer.team_id) return refuse(notFound());
  const rule: Rule = ABILITIES[ability];
  if (viewer.token && !viewer.token.scopes.includes(rule.scope)) return refuse(scopeMissing(rule.scope));
  const reach = rule.roles[viewer.role];
  const foreign = resource?.owner_id !== undefined && resource.owner_id !== viewer.user_id;
  if (reach === undefined || (reach === "own" && foreign)) return refuse(notPermitted(rule.words));
  return ok(null);
}

/** Abilities of this viewer, whatever they belong to: what a page may offer. */
export function abilitiesOf(viewer: Viewer): Ability[] {
  return (Object.keys(ABILITIES) as Ability[]).filter((ability) => can(viewer, ability).ok);
}

/** As the journal and the audit log name the viewer. */
export function actorOf(viewer: Viewer): Actor {
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

function notPermitted(words: string): Refusal {
  return {
    reason_code: "not_permitted",
    message: `You may not ${words}.`,
    retryable: false,
    next_step: "Ask its owner, or an admin of the team.",
  };
}
