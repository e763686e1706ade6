import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";

/** The deployment's first team: whose audit log hears of what belongs to no team. Undefined before set-up. */
export async function oldestTeam(db: Database): Promise<string | undefined> {
  const row = await db.get<{ id: string } | undefined>(
    sql`SELECT id FROM teams ORDER BY created_at, id LIMIT 1`,
  );
  return row?.id;
}
