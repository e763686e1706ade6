import { database } from "../../data/database.ts";
import { changeMaxActive } from "../../data/places.ts";
import { can, notFound } from "../../domain/access.ts";
import { POLICY_BOUNDS } from "../../domain/policy/policy-settings.ts";
import { wholeNumber } from "../../domain/policy/whole-number.ts";
import { ok, type Result, refuse } from "../../domain/refusal.ts";
import { audited } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";

export interface MemberQuota {
  readonly user_id: string;
  /** Sandboxes at once, 0 for none; null: the policy's number again. */
  readonly max_active: number | null;
}

/** What one member has instead of the policy's number. Nothing that runs is ended by it. Refuses with `invalid_number`. */
export async function changeMemberQuota(
  context: ServiceContext,
  { user_id, max_active }: MemberQuota,
): Promise<Result<null>> {
  const deed = { action: "member.quota_changed", target: `member:${user_id}`, data: { max_active } };
  return audited(context, deed, async () => {
    const { env, viewer } = context;
    const decision = can(viewer, "members.manage");
    if (!decision.ok) return decision;
    const bounds = { field: "max_active", ...POLICY_BOUNDS.max_active_per_member };
    const read = max_active === null ? ok(null) : wholeNumber(max_active, bounds);
    if (!read.ok) return read;
    const changed = await changeMaxActive(database(env.DB), viewer.team_id, user_id, read.value);
    return changed ? ok(null) : refuse(notFound("member"));
  });
}
