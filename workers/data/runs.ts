/** Runs of sandboxes, for hours of use: written by each sandbox's object, kept when the sandbox is not. */
import { sql } from "drizzle-orm";
import type { NumberedRun, Run } from "../domain/usage/runs.ts";
import type { Database } from "./database.ts";

/**
 * Writes a run down, or its end. Whatever is repeated or comes late changes nothing: a run's beginning and owner never
 * change, and an end that is known stays.
 */
export async function recordRun(
  db: Database,
  sandbox: { readonly id: string; readonly team_id: string },
  { n, generation, owner_id, started_at, ended_at }: NumberedRun,
): Promise<void> {
  await db.run(sql`
    INSERT INTO runs (sandbox_id, n, team_id, owner_id, generation, started_at, ended_at)
    VALUES (${sandbox.id}, ${n}, ${sandbox.team_id}, ${owner_id}, ${generation}, ${started_at}, ${ended_at})
    ON CONFLICT (sandbox_id, n) DO UPDATE SET ended_at = excluded.ended_at
    WHERE runs.ended_at IS NULL AND excluded.ended_at IS NOT NULL`);
}

/** All that were going on at some moment since `from` (epoch ms). */
export async function runsSince(
  db: Database,
  team_id: string,
  from: number,
): Promise<Pick<Run, "owner_id" | "started_at" | "ended_at">[]> {
  return await db.all(sql`
    SELECT owner_id, started_at, ended_at FROM runs
    WHERE team_id = ${team_id} AND coalesce(ended_at, 9007199254740991) > ${from}`);
}

export async function deleteRunsBefore(db: Database, before: number): Promise<void> {
  await db.run(sql`DELETE FROM runs WHERE ended_at < ${before}`);
}
