/** API tokens as their page lists them: those that work, or those that ended, so many at a time. */
import { sql } from "drizzle-orm";
import type { Keyset } from "../domain/sandbox/listing.ts";
import type { Database } from "./database.ts";
import type { ListedToken } from "./tokens.ts";

export interface TokenFilter {
  readonly team_id: string;
  /** Whose; everybody's when absent. */
  readonly user_id?: string;
  /** Revoked and expired ones, instead of those that work. */
  readonly ended: boolean;
  /** Found anywhere in the name, the prefix, or the holder's name. */
  readonly q?: string;
  readonly cursor?: Keyset;
  /** Rows a page, at least 1. */
  readonly limit: number;
}

export interface TokenOnPage extends ListedToken {
  /** What the token is called that it was made with. */
  readonly made_with_name: string | null;
}

/** Newest first. One row more than asked is read, to know whether there is a next page. `now` is epoch ms. */
export async function tokenPage(
  db: Database,
  { team_id, user_id, ended, q, cursor, limit }: TokenFilter,
  now: number,
): Promise<{ readonly items: readonly TokenOnPage[]; readonly next_cursor: Keyset | null }> {
  const works = sql`t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > ${now})`;
  const has = (text: string) => sql`instr(lower(${sql.raw(text)}), lower(${q})) > 0`;
  const rows = await db.all<Omit<TokenOnPage, "scopes"> & { scopes: string }>(sql`
    SELECT t.id, t.team_id, t.user_id, t.name, t.prefix, t.scopes, t.created_at, t.expires_at, t.last_used_at,
           t.revoked_at, t.made_with, user.name AS user_name, maker.name AS made_with_name
    FROM tokens t JOIN user ON user.id = t.user_id LEFT JOIN tokens maker ON maker.id = t.made_with
    WHERE t.team_id = ${team_id} AND (${works}) = ${ended ? 0 : 1}
      ${user_id ? sql`AND t.user_id = ${user_id}` : sql``}
      ${cursor ? sql`AND (t.created_at, t.id) < (${cursor.created_at}, ${cursor.id})` : sql``}
      ${q ? sql`AND (${has("t.name")} OR ${has("t.prefix")} OR ${has("user.name")})` : sql``}
    ORDER BY t.created_at DESC, t.id DESC LIMIT ${limit + 1}`);
  const items = rows.slice(0, limit).map((row) => ({ ...row, scopes: JSON.parse(row.scopes) }));
  const last = items.at(-1);
  const next_cursor = rows.length > limit && last ? { created_at: last.created_at, id: last.id } : null;
  return { items, next_cursor };
}

/** By id of each of these: names of the tokens that were made with it, directly or not, and still work; those that it made itself first. */
export async function workingLines(
  db: Database,
  token_ids: readonly string[],
  now: number,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db.all<{ first: string; name: string }>(sql`
    WITH RECURSIVE line (first, id, depth) AS (
      SELECT value, value, 0 FROM json_each(${JSON.stringify(token_ids)})
      UNION SELECT line.first, tokens.id, depth + 1 FROM line JOIN tokens ON tokens.made_with = line.id)
    SELECT line.first, tokens.name FROM line JOIN tokens ON tokens.id = line.id
    WHERE line.id <> line.first AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${now})
    ORDER BY depth, tokens.created_at DESC, tokens.id DESC`);
  const lines = Map.groupBy(rows, ({ first }) => first);
  return new Map([...lines].map(([first, made]) => [first, made.map(({ name }) => name)]));
}
