/** Rights that are being taken away: from just before the change until the sockets that rested on them are closed. */
import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";

/** Whose sockets are closed, and where: in one sandbox, in a team's, or in those of all teams of a person. */
export interface Revocation {
  readonly where:
    | { readonly sandbox_id: string }
    | { readonly team_id: string }
    | { readonly user_id: string };
  /** A `ViewerMatch` of sandbox/contract.ts. */
  readonly match: Readonly<Record<string, unknown>>;
  /** Told to whoever is closed, e.g. "the share link was revoked". */
  readonly reason: string;
  /** The sockets' close code. */
  readonly code: number;
}

export interface NotedRevocation extends Revocation {
  readonly id: string;
}

export async function noteRevocation(
  db: Database,
  { id, where, match, reason, code }: NotedRevocation,
  now: number,
): Promise<void> {
  const { sandbox_id = null, team_id = null, user_id = null } = where as Partial<Record<string, string>>;
  await db.run(sql`
    INSERT INTO revocations (id, team_id, sandbox_id, user_id, match_json, reason, code, created_at)
    VALUES (${id}, ${team_id}, ${sandbox_id}, ${user_id}, ${JSON.stringify(match)}, ${reason}, ${code}, ${now})`);
}

export async function deleteRevocation(db: Database, id: string): Promise<void> {
  await db.run(sql`DELETE FROM revocations WHERE id = ${id}`);
}

interface Row {
  readonly id: string;
  readonly team_id: string | null;
  readonly sandbox_id: string | null;
  readonly user_id: string | null;
  readonly match_json: string;
  readonly reason: string;
  readonly code: number;
}

/** Those of before `before` (epoch ms), oldest first: whoever noted them did not come to their end. */
export async function unfinishedRevocations(
  db: Database,
  before: number,
  limit: number,
): Promise<NotedRevocation[]> {
  const rows = await db.all<Row>(sql`
    SELECT id, team_id, sandbox_id, user_id, match_json, reason, code FROM revocations
    WHERE created_at < ${before} ORDER BY created_at, id LIMIT ${limit}`);
  return rows.map(({ id, match_json, reason, code, ...place }) => ({
    id,
    where: placeOf(place),
    match: JSON.parse(match_json) as Record<string, unknown>,
    reason,
    code,
  }));
}

function placeOf({ sandbox_id, team_id, user_id }: Pick<Row, "sandbox_id" | "team_id" | "user_id">) {
  if (sandbox_id !== null) return { sandbox_id };
  if (team_id !== null) return { team_id };
  return { user_id: user_id ?? "" };
}

/** Ids of the sandboxes that may have such sockets open: those at work first. */
export async function sandboxesConcerned(db: Database, where: Revocation["where"]): Promise<string[]> {
  if ("sandbox_id" in where) return [where.sandbox_id];
  const teams =
    "team_id" in where
      ? sql`(${where.team_id})`
      : sql`(SELECT team_id FROM members WHERE user_id = ${where.user_id})`;
  const rows = await db.all<{ id: string }>(sql`
    SELECT id FROM sandboxes WHERE team_id IN ${teams} AND replaced_at IS NULL ORDER BY active DESC, updated_at DESC`);
  return rows.map(({ id }) => id);
}
