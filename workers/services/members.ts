import { database } from "../data/database.ts";
import { listMembers as listRows, type Member } from "../data/members.ts";
import { can } from "../domain/access.ts";
import { ok, type Result } from "../domain/refusal.ts";
import { guarded } from "./audit-trail.ts";
import type { ServiceContext } from "./context.ts";

export interface MemberBody extends Omit<Member, "created_at"> {
  /** ISO 8601 UTC. */
  readonly joined_at: string;
}

/** In order of joining. */
export async function listMembers(
  context: ServiceContext,
): Promise<Result<{ readonly items: readonly MemberBody[] }>> {
  return guarded(context, { action: "member.list", target: null }, async () => {
    const decision = can(context.viewer, "members.read");
    if (!decision.ok) return decision;
    const members = await listRows(database(context.env.DB), context.viewer.team_id);
    const items = members.map(({ created_at, ...member }) => ({
      ...member,
      joined_at: new Date(created_at).toISOString(),
    }));
    return ok({ items });
  });
}
