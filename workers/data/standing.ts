/** What somebody is now who was it a moment ago: tickets and the like carry who asked, and are looked at again when used. */
import { sql } from "drizzle-orm";
import type { Role, Scope, Viewer } from "../domain/access.ts";
import type { Database } from "./database.ts";

interface Row {
  readonly name: string;
  readonly role: Role;
  /** JSON. */
  readonly scopes: string | null;
}

/**
 * The same viewer with their name, role and scopes of now. Undefined when they have left the team, or what they came in by
 * has ended: signed out, expired, revoked. Whoever came in by neither session nor token is nobody (R7).
 */
export async function standingOf(db: Database, viewer: Viewer, now: number): Promise<Viewer | undefined> {
  const { team_id, user_id, session_id } = viewer;
  const token_id = viewer.token?.token_id ?? null;
  if (token_id === null && session_id === null) return undefined;
  const wayIn = token_id === null ? sql`s.id IS NOT NULL` : sql`t.id IS NOT NULL`;
  const row = await db.get<Row | undefined>(sql`
    SELECT u.name, m.role, t.scopes FROM members m
    JOIN user u ON u.id = m.user_id
    LEFT JOIN session s ON s.id = ${session_id} AND s.user_id = m.user_id AND s.expires_at > ${now}
    LEFT JOIN tokens t ON t.id = ${token_id} AND t.team_id = m.team_id AND t.user_id = m.user_id
      AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > ${now})
    WHERE m.team_id = ${team_id} AND m.user_id = ${user_id} AND ${wayIn}`);
  if (!row) return undefined;
  const { name, role, scopes } = row;
  const token = token_id === null ? null : { token_id, scopes: JSON.parse(scopes ?? "[]") as Scope[] };
  return { ...viewer, name, role, token };
}
