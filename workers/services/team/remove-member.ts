/** Taking somebody out of the team, or leaving it. What they made stays, and is given to somebody else. */
import { database } from "../../data/database.ts";
import { findMember, listMembers, type Member } from "../../data/members.ts";
import { removeMember as removeRow } from "../../data/membership.ts";
import { sandboxesOfOwner } from "../../data/ownership.ts";
import { can, notFound } from "../../domain/access.ts";
import { LAST_OWNER, mayRemove } from "../../domain/people/team-roles.ts";
import { ok, type Result, refuse } from "../../domain/refusal.ts";
import { audited } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { revoking } from "../revocations.ts";
import { transferAllOf } from "../sandboxes/transfer-sandbox.ts";
import { whyNot } from "./change-member.ts";

export interface Removal {
  readonly user_id: string;
  /** Who gets their sandboxes; absent: whoever removes, or the owner who has been there longest when they leave. */
  readonly sandboxes_to?: string;
}

export interface RemovedBody {
  readonly user_id: string;
  /** Who has their sandboxes now, and how many those were. */
  readonly sandboxes_to: string;
  readonly sandboxes: number;
}

/**
 * Their sandboxes are given away first: then nothing is without an owner, whatever comes in between. Those that they
 * launch until they are out follow; where that is cut off, repeating it goes on. Refuses with `not_found`,
 * `role_beyond_own`, `last_owner`, `member_changed` (retryable), or as `transferAllOf`.
 */
export async function removeMember(
  context: ServiceContext,
  { user_id, sandboxes_to }: Removal,
): Promise<Result<RemovedBody>> {
  const { env, viewer, now } = context;
  const { team_id } = viewer;
  const leaves = user_id === viewer.user_id;
  const action = leaves ? "member.left" : "member.removed";
  return audited(context, { action, target: `member:${user_id}`, data: { sandboxes_to } }, async () => {
    const decision = can(viewer, "members.remove");
    if (!decision.ok) return decision;
    const db = database(env.DB);
    const member = await findMember(db, team_id, user_id);
    const theirs = await sandboxesOfOwner(db, team_id, user_id);
    const isFormer = !member && theirs.length > 0 && can(viewer, "members.manage").ok;
    if (!member && !isFormer) return refuse(notFound("member"));
    const everybody = await listMembers(db, team_id);
    const allowed = member ? mayBeRemoved(context, member, everybody) : ok(null);
    if (!allowed.ok) return allowed;

    const heir = sandboxes_to ?? (leaves ? eldestOwner(everybody, user_id) : viewer.user_id);
    const given = await giveAll(context, user_id, heir, theirs.length);
    if (!given.ok) return given;
    if (member) {
      const reason = leaves ? "you left the team" : "you were removed from the team";
      const removed = await revoking(
        env,
        { where: { team_id }, match: { user_id }, reason },
        now,
        async () =>
          (await removeRow(db, team_id, member, now)) ? ok(null) : refuse(await whyNot(context, member)),
      );
      if (!removed.ok) return removed;
    }
    const since = await sandboxesOfOwner(db, team_id, user_id);
    const late = await giveAll(context, user_id, heir, since.length);
    return late.ok ? ok({ user_id, sandboxes_to: heir, sandboxes: theirs.length + since.length }) : late;
  });
}

function mayBeRemoved(
  { viewer }: ServiceContext,
  member: Member,
  everybody: readonly Member[],
): Result<null> {
  const resource = { team_id: viewer.team_id, owner_id: member.user_id };
  const decision = can(viewer, "members.remove", resource);
  if (!decision.ok) return decision;
  const allowed = mayRemove(viewer, member);
  if (!allowed.ok) return allowed;
  const owners = everybody.filter(({ role }) => role === "owner");
  return member.role === "owner" && owners.length === 1 ? refuse(LAST_OWNER) : ok(null);
}

async function giveAll(context: ServiceContext, from: string, to: string, count: number) {
  return count > 0 ? await transferAllOf(context, from, to) : ok({ transferred: 0 });
}

/** Of those who stay; a team always has an owner, and its last one does not leave. */
function eldestOwner(members: readonly Member[], leaving: string): string {
  const eldest = members.find(({ user_id, role }) => role === "owner" && user_id !== leaving);
  if (!eldest) throw new Error("a team has no owner who stays");
  return eldest.user_id;
}
