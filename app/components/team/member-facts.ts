import type { Role } from "../../../workers/domain/access.ts";

/** A member as the pages about the team know them. */
export interface MemberFacts {
  readonly user_id: string;
  readonly name: string;
  /** Null where it is not the viewer's to know. */
  readonly email: string | null;
  readonly role: Role;
  /** ISO 8601 UTC. */
  readonly joined_at: string;
}

/** Who could be given the sandboxes of `leaving`: viewers own none. */
export function heirsOf(members: readonly MemberFacts[], leaving: string): readonly MemberFacts[] {
  return members.filter(({ user_id, role }) => user_id !== leaving && role !== "viewer");
}
