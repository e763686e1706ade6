/** A team's policy: the flat settings of the lifecycle, one row per team. */
import { and, eq, sql } from "drizzle-orm";
import type { PolicyPatch, PolicySettings } from "../domain/policy/policy-settings.ts";
import type { Database } from "./database.ts";
import { policies } from "./schema/team.ts";

export interface TeamPolicy extends PolicySettings {
  /** Rises with each change. */
  readonly version: number;
}

const readable = {
  idle_timeout_minutes: policies.idle_timeout_minutes,
  completed_retention_minutes: policies.completed_retention_minutes,
  archive_retention_days: policies.archive_retention_days,
  auto_teardown: policies.auto_teardown,
  owner_idle_timeout_max_minutes: policies.owner_idle_timeout_max_minutes,
  checkpoint_interval_minutes: policies.checkpoint_interval_minutes,
  checkpoints_kept: policies.checkpoints_kept,
  record_terminals: policies.record_terminals,
  max_lifetime_hours: policies.max_lifetime_hours,
  max_active_per_member: policies.max_active_per_member,
  max_active_per_team: policies.max_active_per_team,
  max_storage_gb: policies.max_storage_gb,
  version: policies.version,
};

/** Throws when the team has no policy: setup makes one with the team. */
export async function getPolicy(db: Database, team_id: string): Promise<TeamPolicy> {
  const policy = await db.select(readable).from(policies).where(eq(policies.team_id, team_id)).get();
  if (!policy) throw new Error(`team ${team_id} has no policy`);
  return policy;
}

/**
 * Changes what `patch` names and nothing else: an absent (undefined) field keeps its value, false and 0 count. With a
 * `version`, only the policy of that version: null when somebody else has changed it since.
 */
export async function patchPolicy(
  db: Database,
  team_id: string,
  patch: PolicyPatch,
  now: number,
  version?: number,
): Promise<TeamPolicy | null> {
  const named = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  if (Object.keys(named).length === 0) return await getPolicy(db, team_id);
  const policy = await db
    .update(policies)
    .set({ ...named, version: sql`${policies.version} + 1`, updated_at: now })
    .where(
      and(eq(policies.team_id, team_id), version === undefined ? undefined : eq(policies.version, version)),
    )
    .returning(readable)
    .get();
  if (!policy && version !== undefined) return null;
  if (!policy) throw new Error(`team ${team_id} has no policy`);
  return policy;
}
