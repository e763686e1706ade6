/** Whose the sandboxes of a team are, as the index counts them: by the column, which a transfer moves first. */
import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { placesOf } from "./places.ts";

/** Roles that may have sandboxes of their own. */
const MAY_OWN = sql`role IN ('owner', 'admin', 'member')`;

export interface Heir {
  readonly user_id: string;
  readonly name: string;
}

/** A member of the team who may own sandboxes. */
export async function findHeir(db: Database, team_id: string, user_id: string): Promise<Heir | undefined> {
  return await db.get<Heir | undefined>(sql`
    SELECT members.user_id, user.name FROM members JOIN user ON user.id = members.user_id
    WHERE team_id = ${team_id} AND members.user_id = ${user_id} AND ${MAY_OWN}`);
}

/**
 * Counts a sandbox as `to`'s, if they may own one and, where it takes a place, have one left: decided inside the one
 * statement, so that two gifts can't share a place. Until its object has changed hands the row's record names the old one.
 */
export async function claimForHeir(
  db: Database,
  sandbox: { readonly id: string; readonly team_id: string },
  to: string,
  max_active_per_member: number,
): Promise<boolean> {
  const { id, team_id } = sandbox;
  const { used, allowed } = placesOf(team_id, to, max_active_per_member);
  const claimed = await db.run(sql`
    UPDATE sandboxes SET owner_id = ${to}
    WHERE id = ${id} AND (owner_id = ${to} OR active = 0 OR ${used} < ${allowed})
      AND EXISTS (SELECT 1 FROM members WHERE team_id = ${team_id} AND user_id = ${to} AND ${MAY_OWN})`);
  return claimed.meta.changes === 1;
}

/** Counts it as what its record says again: a transfer that came to nothing. Right at any time. */
export async function countAsOwners(db: Database, id: string): Promise<void> {
  await db.run(sql`
    UPDATE sandboxes SET owner_id = coalesce(record ->> '$.owner.user_id', owner_id) WHERE id = ${id}`);
}

/** Every sandbox of a member in this team, those without a name any more too; those at work first. */
export async function sandboxesOfOwner(
  db: Database,
  team_id: string,
  user_id: string,
): Promise<{ readonly id: string; readonly name: string }[]> {
  return await db.all(sql`
    SELECT id, name FROM sandboxes
    WHERE team_id = ${team_id} AND (owner_id = ${user_id} OR record ->> '$.owner.user_id' = ${user_id})
    ORDER BY active DESC, created_at, id`);
}
