import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";

/** What ids are called today, by id: people, and the team's tokens, share links and invites. Unknown ones are left out. */
export async function namesOfIds(
  db: Database,
  team_id: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const wanted = sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  const rows = await db.all<{ id: string; name: string }>(sql`
    SELECT id, name FROM user WHERE id IN ${wanted}
    UNION ALL SELECT id, name FROM tokens WHERE team_id = ${team_id} AND id IN ${wanted}
    UNION ALL SELECT id, label FROM shares WHERE team_id = ${team_id} AND label IS NOT NULL AND id IN ${wanted}
    UNION ALL SELECT id, name FROM teams WHERE id = ${team_id} AND id IN ${wanted}`);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
