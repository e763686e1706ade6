/** Changing what a member is. Their sockets are opened anew as what they are then. */
import { database } from "../../data/database.ts";
import { findMember, type Member } from "../../data/members.ts";
import { changeRole, handOver } from "../../data/membership.ts";
import { can, notFound, type Role } from "../../domain/access.ts";
import { LAST_OWNER, mayChangeRole } from "../../domain/people/team-roles.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import { audited } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { revoking } from "../revocations.ts";

export interface MemberRole {
  readonly user_id: string;
  readonly role: Role;
}

/** Refuses with `not_found`, `role_beyond_own`, `last_owner`, or `member_changed` (retryable: somebody else was first). */
export async function changeMemberRole(
  context: ServiceContext,
  { user_id, role: to }: MemberRole,
): Promise<Result<MemberRole>> {
  const deed = { action: "member.role_changed", target: `member:${user_id}`, data: { to } };
  return audited(context, deed, async () => {
    const { env, viewer, now } = context;
    const db = database(env.DB);
    const decision = can(viewer, "members.manage");
    if (!decision.ok) return decision;
    const member = await findMember(db, viewer.team_id, user_id);
    if (!member) return refuse(notFound("member"));
    const allowed = mayChangeRole(viewer, member, to);
    if (!allowed.ok || member.role === to) return allowed.ok ? ok({ user_id, role: to }) : allowed;
    const lost = lostRole(viewer.team_id, user_id);
    return revoking(env, lost, now, async () => {
      const changed = await changeRole(db, viewer.team_id, member, to, now);
      return changed ? ok({ user_id, role: to }) : refuse(await whyNot(context, member));
    });
  });
}

/** They become an owner, the asker an admin. Refuses with `not_found`, `already_owner` or `member_changed` (retryable). */
export async function handTeamOver(
  context: ServiceContext,
  { user_id }: Pick<MemberRole, "user_id">,
): Promise<Result<MemberRole>> {
  const deed = { action: "team.handed_over", target: `member:${user_id}` };
  return audited(context, deed, async () => {
    const { env, viewer, now } = context;
    const db = database(env.DB);
    const decision = can(viewer, "team.transfer");
    if (!decision.ok) return decision;
    const member = await findMember(db, viewer.team_id, user_id);
    if (!member) return refuse(notFound("member"));
    if (member.role === "owner") return refuse(ALREADY_OWNER);
    const lost = lostRole(viewer.team_id, viewer.user_id);
    return revoking(env, lost, now, async () => {
      const done = await handOver(db, viewer.team_id, viewer.user_id, member, now);
      return done ? ok({ user_id, role: "owner" }) : refuse(MEMBER_CHANGED);
    });
  });
}

function lostRole(team_id: string, user_id: string) {
  return { where: { team_id }, match: { user_id }, reason: "your role in the team was changed" };
}

/** Why a member who was decided about could not be changed: the last owner, or another than was looked at. */
export async function whyNot({ env, viewer }: ServiceContext, before: Member): Promise<Refusal> {
  const member = await findMember(database(env.DB), viewer.team_id, before.user_id);
  return member?.role === "owner" && before.role === "owner" ? LAST_OWNER : MEMBER_CHANGED;
}

const MEMBER_CHANGED: Refusal = {
  reason_code: "member_changed",
  message: "Somebody else has just changed this member.",
  retryable: true,
  next_step: "Look at the members again, then decide.",
};

const ALREADY_OWNER: Refusal = {
  reason_code: "already_owner",
  message: "They are an owner of this team already.",
  retryable: false,
  next_step: "Change your own role if you want to have less to do with it.",
};
