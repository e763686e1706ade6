import { asc, eq, sql } from "drizzle-orm";
import type { Role } from "../domain/access.ts";
import type { Database } from "./database.ts";
import { members, teams } from "./schema/team.ts";

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

/** Those that a person belongs to, in order of joining, with what they are there. */
export async function teamsOfPerson(
  db: Database,
  user_id: string,
): Promise<{ readonly team_id: string; readonly name: string; readonly role: Role }[]> {
  return await db
    .select({ team_id: teams.id, name: teams.name, role: members.role })
    .from(members)
    .innerJoin(teams, eq(teams.id, members.team_id))
    .where(eq(members.user_id, user_id))
    .orderBy(asc(members.created_at), asc(members.team_id));
}

export async function renameTeam(db: Database, id: string, name: string): Promise<void> {
  await db.update(teams).set({ name }).where(eq(teams.id, id));
}

/** Puts a browser session into another team of its person; false when that is none of theirs. */
export async function switchSession(
  db: Database,
  { session_id, user_id }: { readonly session_id: string; readonly user_id: string },
  team_id: string,
): Promise<boolean> {
  const result = await db.run(sql`
    UPDATE session SET team_id = ${team_id} WHERE id = ${session_id} AND user_id = ${user_id}
      AND EXISTS (SELECT 1 FROM members WHERE team_id = ${team_id} AND user_id = ${user_id})`);
  return result.meta.changes === 1;
}
