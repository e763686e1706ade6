import { database } from "../../data/database.ts";
import { listMembers as listRows, type Member, sandboxesByOwner } from "../../data/members.ts";
import { can } from "../../domain/access.ts";
import { ok, type Result } from "../../domain/refusal.ts";
import { guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";

export interface MemberBody extends Omit<Member, "created_at" | "email"> {
  /** Null for whoever does not manage the members, but for their own. */
  readonly email: string | null;
  /** ISO 8601 UTC. */
  readonly joined_at: string;
}

/** In order of joining. */
export async function listMembers(
  context: ServiceContext,
): Promise<Result<{ readonly items: readonly MemberBody[] }>> {
  return guarded(context, { action: "member.list", target: null }, async () => {
    const { viewer } = context;
    const decision = can(viewer, "members.read");
    if (!decision.ok) return decision;
    const members = await listRows(database(context.env.DB), viewer.team_id);
    const manages = can(viewer, "members.manage").ok;
    const items = members.map(({ created_at, email, ...member }) => ({
      ...member,
      email: manages || member.user_id === viewer.user_id ? email : null,
      joined_at: new Date(created_at).toISOString(),
    }));
    return ok({ items });
  });
}

/** By user id: how many sandboxes somebody else gets when they are removed. Refuses like `members.manage`. */
export async function sandboxCounts({
  env,
  viewer,
}: ServiceContext): Promise<Result<Readonly<Record<string, number>>>> {
  const decision = can(viewer, "members.manage");
  if (!decision.ok) return decision;
  return ok(Object.fromEntries(await sandboxesByOwner(database(env.DB), viewer.team_id)));
}
