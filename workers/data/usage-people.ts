/** Whose usage there is in a team: its members with the places they have, and owners who are none any more. */
import { sql } from "drizzle-orm";
import type { Role } from "../domain/access.ts";
import type { Database } from "./database.ts";

export interface UsageMember {
  readonly user_id: string;
  readonly name: string;
  readonly role: Role;
  /** What an admin gave them; null = the policy's number. */
  readonly max_active: number | null;
}

/** In order of joining. */
export async function usageMembers(db: Database, team_id: string): Promise<UsageMember[]> {
  return await db.all(sql`
    SELECT members.user_id, user.name, role, max_active FROM members JOIN user ON user.id = members.user_id
    WHERE team_id = ${team_id} ORDER BY members.created_at, members.user_id`);
}

/** Sandboxes that take a place now, by owner. */
export async function activeByOwner(
  db: Database,
  team_id: string,
): Promise<{ readonly owner_id: string; readonly active: number }[]> {
  return await db.all(sql`
    SELECT owner_id, count(*) AS active FROM sandboxes WHERE team_id = ${team_id} AND active = 1 GROUP BY owner_id`);
}

/** Of those who are still known. */
export async function namesOf(
  db: Database,
  user_ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (user_ids.length === 0) return new Map();
  const rows = await db.all<{ id: string; name: string }>(
    sql`SELECT id, name FROM user WHERE id IN (SELECT value FROM json_each(${JSON.stringify(user_ids)}))`,
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
