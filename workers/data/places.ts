/** Places in the quotas of a team and its members: how many are taken, and how many there are. */
import { type SQL, sql } from "drizzle-orm";
import type { Database } from "./database.ts";

/** Most active sandboxes; a limit of 0 allows none. */
export interface Quota {
  readonly max_active_per_member: number;
  readonly max_active_per_team: number;
  /** Gigabytes kept; 0 or absent: without bound. */
  readonly max_storage_gb?: number;
}

const GB = 1024 ** 3;

export interface Places {
  readonly used: number;
  readonly allowed: number;
}

/** Of one member, as parts of a statement: what an admin gave them, else what the policy gives everybody. */
export function placesOf(
  team_id: string,
  user_id: string | SQL,
  max_active_per_member: number,
): { readonly used: SQL; readonly allowed: SQL } {
  return {
    used: sql`(SELECT count(*) FROM sandboxes placed
               WHERE placed.team_id = ${team_id} AND placed.owner_id = ${user_id} AND placed.active = 1)`,
    allowed: sql`coalesce((SELECT max_active FROM members WHERE team_id = ${team_id} AND user_id = ${user_id}),
                          ${max_active_per_member})`,
  };
}

/** Whether both the member and the team have a place left, as a condition of the statement that takes it. */
export function hasPlace(team_id: string, user_id: string | SQL, quota: Quota): SQL {
  const { used, allowed } = placesOf(team_id, user_id, quota.max_active_per_member);
  return sql`
    (SELECT count(*) FROM sandboxes WHERE team_id = ${team_id} AND active = 1) < ${quota.max_active_per_team}
    AND ${used} < ${allowed}`;
}

/** Whether the team may keep more, as a condition of a launch; never of a save or a resume, which would lose work. */
export function hasStorage(team_id: string, { max_storage_gb = 0 }: Quota): SQL {
  return max_storage_gb === 0 ? sql`true` : sql`${storedOf(team_id)} < ${max_storage_gb * GB}`;
}

function storedOf(team_id: string): SQL {
  return sql`(SELECT coalesce(sum(stored_bytes), 0) FROM sandboxes WHERE team_id = ${team_id} AND stored_bytes > 0)`;
}

/** As they are now, for words about them; storage in bytes, of which 0 allowed is without bound. */
export async function readPlaces(
  db: Database,
  team_id: string,
  user_id: string,
  quota: Quota,
): Promise<{ readonly member: Places; readonly team: Places; readonly storage: Places }> {
  const { used, allowed } = placesOf(team_id, user_id, quota.max_active_per_member);
  const row = await db.get<{ used: number; allowed: number; team: number; stored: number }>(sql`
    SELECT ${used} AS used, ${allowed} AS allowed, ${storedOf(team_id)} AS stored,
           (SELECT count(*) FROM sandboxes WHERE team_id = ${team_id} AND active = 1) AS team`);
  return {
    member: { used: row?.used ?? 0, allowed: row?.allowed ?? 0 },
    team: { used: row?.team ?? 0, allowed: quota.max_active_per_team },
    storage: { used: row?.stored ?? 0, allowed: (quota.max_storage_gb ?? 0) * GB },
  };
}

/** Null: the policy's number again. False when there is no such member. */
export async function changeMaxActive(
  db: Database,
  team_id: string,
  user_id: string,
  max_active: number | null,
): Promise<boolean> {
  const changed = await db.run(sql`
    UPDATE members SET max_active = ${max_active} WHERE team_id = ${team_id} AND user_id = ${user_id}`);
  return changed.meta.changes === 1;
}
