/** Roles, the scopes of tokens, and abilities: who has which, as data. */
import type { SharePart, ShareRole } from "./sharing/share.ts";

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

/** Who has an ability, and what it takes. */
export interface Rule {
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
  /** Inviting, changing roles, removing; never beyond one's own role (domain/people/team-roles.ts). */
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
