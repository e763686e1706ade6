import { database } from "../../data/database.ts";
import { listMembers as listRows, type Member } from "../../data/members.ts";
import { can, type Viewer } from "../../domain/access.ts";
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
    return ok({ items: members.map((member) => memberBody(viewer, member)) });
  });
}

/** As `viewer` may know them. */
export function memberBody(viewer: Viewer, { created_at, email, ...member }: Member): MemberBody {
  const knows = can(viewer, "members.manage").ok || member.user_id === viewer.user_id;
  return { ...member, email: knows ? email : null, joined_at: new Date(created_at).toISOString() };
}
