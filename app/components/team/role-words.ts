import type { Role } from "../../../workers/domain/access.ts";

/** What somebody may do with a role; ends a sentence. */
export const ROLE_MEANS: Readonly<Record<Role, string>> = {
  owner: "everything, and who else is an owner or admin.",
  admin: "everybody’s sandboxes, the policy, and who is a member.",
  member: "sandboxes of your own, and seeing the team’s.",
  viewer: "seeing the team’s sandboxes, and nothing else.",
};

export const ROLE_LABEL: Readonly<Record<Role, string>> = {
  owner: "Owner",
  admin: "Admin",
  member: "Member",
  viewer: "Viewer",
};

/** "an owner", "a member". */
export function aRole(role: Role): string {
  return `${role === "owner" || role === "admin" ? "an" : "a"} ${role}`;
}
