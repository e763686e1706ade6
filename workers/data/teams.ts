import { eq, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { teams } from "./schema/team.ts";

export interface Team {
  readonly id: string;
  readonly name: string;
  /** Epoch ms. */
  readonly created_at: number;
}

export async function anyTeam(db: Database): Promise<boolean> {
  return (
    (await db.get<{ found: number } | undefined>(sql`SELECT 1 AS found FROM teams LIMIT 1`)) !== undefined
  );
}

export async function findTeam(db: Database, id: string): Promise<Team | undefined> {
  return await db.select().from(teams).where(eq(teams.id, id)).get();
}
