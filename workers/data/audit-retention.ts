/** How long a team keeps its audit log. The table's trigger allows no other deletion than the one here. */
import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";

/** Days; 0 = for ever. */
export async function auditRetention(db: Database, team_id: string): Promise<number> {
  const row = await db.get<{ days: number } | undefined>(
    sql`SELECT audit_retention_days AS days FROM teams WHERE id = ${team_id}`,
  );
  if (!row) throw new Error(`team ${team_id} is not there`);
  return row.days;
}

export async function setAuditRetention(db: Database, team_id: string, days: number): Promise<void> {
  await db.run(sql`UPDATE teams SET audit_retention_days = ${days} WHERE id = ${team_id}`);
}

/** `at` in epoch ms. */
export async function countAuditBefore(db: Database, team_id: string, at: number): Promise<number> {
  const row = await db.get<{ count: number }>(
    sql`SELECT count(*) AS count FROM audit WHERE team_id = ${team_id} AND at < ${at}`,
  );
  return row.count;
}

/** Entries that one statement deletes at most. */
const BATCH = 1000;
/** Statements of one run; the rest is the next one's. */
const BATCHES = 10;

/**
 * Deletes entries that have outlived their team's retention, by the database's clock as the trigger does. Answers how
 * many of each team, team-less ones as "".
 */
export async function deleteOutlivedAudit(db: Database): Promise<ReadonlyMap<string, number>> {
  const deleted = new Map<string, number>();
  for (let batch = 0; batch < BATCHES; batch++) {
    const rows = await db.all<{ team_id: string }>(sql`
      DELETE FROM audit WHERE seq IN (
        SELECT a.seq
        FROM (SELECT id, audit_retention_days AS days FROM teams UNION ALL SELECT '', 365) t
        CROSS JOIN audit a ON a.team_id = t.id AND a.at < unixepoch() * 1000 - t.days * 86400000
        WHERE t.days > 0 LIMIT ${BATCH})
      RETURNING team_id`);
    for (const { team_id } of rows) deleted.set(team_id, (deleted.get(team_id) ?? 0) + 1);
    if (rows.length < BATCH) break;
  }
  return deleted;
}
