/** What the cron asks of the projection: rows that no single sandbox can see are wrong. */
import { sql } from "drizzle-orm";
import type { State } from "../domain/sandbox.ts";
import type { Database } from "./database.ts";

export interface StuckSandbox {
  readonly id: string;
  readonly team_id: string;
  readonly state: State;
  readonly updated_at: number;
}

/** Rows on their way somewhere (or with an operation) that have not changed since `older_than` (epoch ms); oldest first. */
export async function stuckSandboxes(
  db: Database,
  older_than: number,
  limit: number,
): Promise<StuckSandbox[]> {
  return await db.all<StuckSandbox>(sql`
    SELECT id, team_id, state, updated_at FROM sandboxes
    WHERE updated_at < ${older_than}
      AND (operation_id IS NOT NULL OR state IN ('new', 'provisioning', 'saving', 'tearing_down')
           OR (active = 1 AND state = 'destroyed'))
    ORDER BY updated_at LIMIT ${limit}`);
}

/** Remembers that a stuck row was looked at, so that the next run looks at others first. */
export async function touchStuck(db: Database, id: string, now: number): Promise<void> {
  await db.run(sql`UPDATE sandboxes SET updated_at = ${now} WHERE id = ${id} AND state <> 'destroyed'`);
}

/** Id and state of those of `ids` that have a row; what the engine runs and is not among them is an orphan. */
export async function knownSandboxes(
  db: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, State>> {
  const rows = await db.all<{ id: string; state: State }>(
    sql`SELECT id, state FROM sandboxes WHERE id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`,
  );
  return new Map(rows.map((row) => [row.id, row.state]));
}

export interface ExpiredArchive {
  readonly id: string;
  readonly team_id: string;
}

/** Destroyed sandboxes whose team's `archive_retention_days` have passed (0 = never); oldest first. */
export async function expiredArchives(db: Database, now: number, limit: number): Promise<ExpiredArchive[]> {
  return await db.all<ExpiredArchive>(sql`
    SELECT s.id, s.team_id FROM sandboxes s JOIN policies p ON p.team_id = s.team_id
    WHERE s.state = 'destroyed' AND p.archive_retention_days > 0
      AND s.updated_at < ${now} - p.archive_retention_days * 86400000
    ORDER BY s.updated_at LIMIT ${limit}`);
}

/** Removes the row of a destroyed sandbox whose objects are gone. */
export async function deleteSandbox(db: Database, id: string): Promise<void> {
  await db.run(sql`DELETE FROM sandboxes WHERE id = ${id} AND state = 'destroyed'`);
}
