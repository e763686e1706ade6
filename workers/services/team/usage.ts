import { database } from "../../data/database.ts";
import { getPolicy } from "../../data/policies.ts";
import { runsSince } from "../../data/runs.ts";
import { storedByDay, storedNow } from "../../data/storage-use.ts";
import { activeByOwner, namesOf, usageMembers } from "../../data/usage-people.ts";
import { can } from "../../domain/access.ts";
import { ok, type Result } from "../../domain/refusal.ts";
import { DAY_MS, dayOf } from "../../domain/usage/usage.ts";
import { type UsageBody, usageBody } from "../../domain/usage/usage-body.ts";
import { guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";

export const USAGE_DAYS_DEFAULT = 30;
export const USAGE_DAYS_MAX = 90;

/**
 * Hours, numbers at once, storage and places: of each owner for those who see everybody's, else one's own and the others'
 * added up. `days` are the last so many, today (UTC) included: 1 to USAGE_DAYS_MAX.
 */
export async function getUsage(
  context: ServiceContext,
  { days = USAGE_DAYS_DEFAULT }: { readonly days?: number },
): Promise<Result<UsageBody>> {
  return guarded(context, { action: "usage.read", target: null }, async () => {
    const { env, viewer, now } = context;
    const { team_id, user_id } = viewer;
    const decision = can(viewer, "usage.read");
    if (!decision.ok) return decision;
    const db = database(env.DB);
    const first_day = dayOf(now) - days + 1;
    const [policy, members, active, runs, stored, stored_before] = await Promise.all([
      getPolicy(db, team_id),
      usageMembers(db, team_id),
      activeByOwner(db, team_id),
      runsSince(db, team_id, first_day * DAY_MS),
      storedNow(db, team_id),
      storedByDay(db, team_id, first_day),
    ]);
    const known = new Set(members.map((member) => member.user_id));
    const owners = new Set([...runs, ...stored, ...active].map(({ owner_id }) => owner_id));
    const former = await namesOf(
      db,
      [...owners].filter((owner) => !known.has(owner)),
    );
    const { max_active_per_team: max_active, max_active_per_member, max_storage_gb } = policy;
    const facts = { now, days, max_active, max_active_per_member, max_storage_gb };
    const sees_each = can(viewer, "usage.read", { team_id, owner_id: "" }).ok;
    const found = { ...facts, members, active, runs, stored, stored_before, former };
    return ok(usageBody(found, sees_each ? null : user_id));
  });
}
