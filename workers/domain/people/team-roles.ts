/** Who may give, take and change which role. Nobody reaches beyond what they manage, whatever they are asked to do. */
import { ROLES, type Role } from "../access.ts";
import { ok, type Refusal, type Result, refuse } from "../refusal.ts";

/** Roles that each role gives to others, and takes from them. */
const MANAGES: Readonly<Record<Role, readonly Role[]>> = {
  owner: ROLES,
  admin: ["member", "viewer"],
  member: [],
  viewer: [],
};

/** A member as far as roles go. */
export interface Ranked {
  readonly user_id: string;
  readonly role: Role;
}

/** Highest first; none for whoever manages nobody. */
export function rolesGivenBy(role: Role): readonly Role[] {
  return MANAGES[role];
}

/** What `of` may be made by `by`, their present role among it; only that where nothing may be changed. Highest first. */
export function rolesOpenTo(by: Ranked, of: Ranked): readonly Role[] {
  return ROLES.filter((to) => mayChangeRole(by, of, to).ok);
}

/** Refuses with `role_beyond_own`. Everybody may lower themselves; nobody raises themselves. */
export function mayChangeRole(by: Ranked, of: Ranked, to: Role): Result<null> {
  if (to === of.role) return ok(null);
  if (by.user_id === of.user_id) return isBelow(to, of.role) ? ok(null) : refuse(beyondOwn(by.role));
  const given = MANAGES[by.role];
  return given.includes(of.role) && given.includes(to) ? ok(null) : refuse(beyondOwn(by.role));
}

/** Refuses with `role_beyond_own`. Everybody may leave. */
export function mayRemove(by: Ranked, of: Ranked): Result<null> {
  if (by.user_id === of.user_id || MANAGES[by.role].includes(of.role)) return ok(null);
  return refuse(beyondOwn(by.role));
}

/** Refuses with `role_beyond_own`. */
export function mayInvite(by: Role, to: Role): Result<null> {
  return MANAGES[by].includes(to) ? ok(null) : refuse(beyondOwn(by));
}

function isBelow(role: Role, other: Role): boolean {
  return ROLES.indexOf(role) > ROLES.indexOf(other);
}

function beyondOwn(role: Role): Refusal {
  const reach =
    role === "admin" ? "Admins decide about members and viewers" : `A ${role} decides about nobody`;
  return {
    reason_code: "role_beyond_own",
    message: `${reach}; only owners make or unmake owners and admins.`,
    retryable: false,
    next_step: "Ask an owner of the team.",
  };
}

/** A team is never left without somebody who may do everything. */
export const LAST_OWNER: Refusal = {
  reason_code: "last_owner",
  message: "This is the team's only owner.",
  retryable: false,
  next_step: "Hand the team over to somebody else first.",
};
