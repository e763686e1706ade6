/** API tokens: shown once, kept as a hash. */
import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import type { Scope } from "../domain/access.ts";
import type { Database } from "./database.ts";
import { randomSecret, sha256Hex } from "./hashing.ts";
import type { Member } from "./members.ts";
import { user } from "./schema/auth.ts";
import { members, tokens } from "./schema/team.ts";
import { batched } from "./together.ts";

const TOKEN_FORM = /^sbx_[A-Za-z0-9_-]{43}$/;
/** A use is written down at most this often: it is on the path of every API request. */
const TOUCH_INTERVAL_MS = 60_000;

export interface Token {
  readonly id: string;
  readonly team_id: string;
  readonly user_id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly Scope[];
  /** Epoch ms, as the others. */
  readonly created_at: number;
  readonly expires_at: number | null;
  readonly last_used_at: number | null;
  readonly revoked_at: number | null;
  /** Id of the token that it was made with; null for a browser, and where nobody knows. */
  readonly made_with: string | null;
}

const readable = {
  id: tokens.id,
  team_id: tokens.team_id,
  user_id: tokens.user_id,
  name: tokens.name,
  prefix: tokens.prefix,
  scopes: tokens.scopes,
  created_at: tokens.created_at,
  expires_at: tokens.expires_at,
  last_used_at: tokens.last_used_at,
  revoked_at: tokens.revoked_at,
  made_with: tokens.made_with,
};

export type NewToken = Pick<
  Token,
  "id" | "team_id" | "user_id" | "name" | "scopes" | "created_at" | "expires_at"
>;

interface Made {
  readonly token: Token;
  /** The only copy there will ever be. */
  readonly secret: string;
}

/** However many there are. */
export async function createToken(db: Database, token: NewToken): Promise<Made> {
  const made = await createTokenWith(db, null, token, Number.MAX_SAFE_INTEGER);
  if (typeof made === "string") throw new Error(`a token that nothing limits was not made: ${made}`);
  return made;
}

/**
 * Unless `made_with` was just revoked, or the holder has `limit` in the team that work: decided inside the statement, so that
 * concurrent ones can't pass together.
 */
export async function createTokenWith(
  db: Database,
  made_with: string | null,
  token: NewToken,
  limit: number,
): Promise<Made | "maker_revoked" | "too_many"> {
  const { secret, hash, prefix } = await hashedToken();
  const { id, team_id, user_id, name, scopes, created_at, expires_at } = token;
  const inserted = await db.run(sql`
    INSERT INTO tokens (id, team_id, user_id, name, hash, prefix, scopes, created_at, expires_at, made_with)
    SELECT ${id}, ${team_id}, ${user_id}, ${name}, ${hash}, ${prefix}, ${JSON.stringify(scopes)}, ${created_at},
           ${expires_at}, ${made_with}
    WHERE NOT EXISTS (SELECT 1 FROM tokens WHERE id = ${made_with} AND revoked_at IS NOT NULL)
      AND (SELECT count(*) FROM tokens WHERE team_id = ${team_id} AND user_id = ${user_id}
        AND ${working(created_at)}) < ${limit}`);
  if (inserted.meta.changes === 0) return (await isRevoked(db, made_with)) ? "maker_revoked" : "too_many";
  return { token: { ...token, prefix, last_used_at: null, revoked_at: null, made_with }, secret };
}

/** Of tokens and share links alike. */
function working(now: number): SQL {
  return sql`revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${now})`;
}

async function isRevoked(db: Database, id: string | null): Promise<boolean> {
  if (id === null) return false;
  const found = await db.select({ at: tokens.revoked_at }).from(tokens).where(eq(tokens.id, id)).get();
  return found !== undefined && found.at !== null;
}

/** A new secret and what is kept of it. */
export async function hashedToken(): Promise<{ secret: string; hash: string; prefix: string }> {
  const secret = `sbx_${randomSecret()}`;
  return { secret, hash: await sha256Hex(secret), prefix: secret.slice(0, 10) };
}

/**
 * The token that `secret` is, whether still valid or not: the caller decides on `expires_at` and `revoked_at`.
 * Looked up by hash, so timing tells nothing about stored tokens.
 */
export async function findToken(db: Database, secret: string): Promise<Token | undefined> {
  if (!TOKEN_FORM.test(secret)) return undefined;
  return await db
    .select(readable)
    .from(tokens)
    .where(eq(tokens.hash, await sha256Hex(secret)))
    .get();
}

/** The same with its holder as a member of the token's team now, in one query: every API request begins with it. */
export async function findTokenHolder(
  db: Database,
  secret: string,
): Promise<{ readonly token: Token; readonly holder: Pick<Member, "name" | "role"> } | undefined> {
  if (!TOKEN_FORM.test(secret)) return undefined;
  return await db
    .select({ token: readable, holder: { name: user.name, role: members.role } })
    .from(tokens)
    .innerJoin(members, and(eq(members.team_id, tokens.team_id), eq(members.user_id, tokens.user_id)))
    .innerJoin(user, eq(user.id, tokens.user_id))
    .where(eq(tokens.hash, await sha256Hex(secret)))
    .get();
}

export function isUsable(token: Token, now: number): boolean {
  return token.revoked_at === null && (token.expires_at === null || token.expires_at > now);
}

/** Notes the use, at most once a minute. */
export async function touchToken(db: Database, token: Token, now: number): Promise<void> {
  if (token.last_used_at !== null && now - token.last_used_at < TOUCH_INTERVAL_MS) return;
  await db.run(sql`
    UPDATE tokens SET last_used_at = ${now}
    WHERE id = ${token.id} AND (last_used_at IS NULL OR last_used_at <= ${now - TOUCH_INTERVAL_MS})`);
}

/** A token with what its holder is called. */
export interface ListedToken extends Token {
  readonly user_name: string;
}

const listable = { ...readable, user_name: user.name };

/** Newest first, revoked and expired ones included; of one user unless `user_id` is left out. */
export async function listTokens(db: Database, team_id: string, user_id?: string): Promise<ListedToken[]> {
  return await db
    .select(listable)
    .from(tokens)
    .innerJoin(user, eq(user.id, tokens.user_id))
    .where(and(eq(tokens.team_id, team_id), user_id ? eq(tokens.user_id, user_id) : undefined))
    .orderBy(desc(tokens.created_at), desc(tokens.id));
}

/** One of the team's, of one user unless `user_id` is left out; whatever has become of it. */
export async function findListedToken(
  db: Database,
  {
    team_id,
    token_id,
    user_id,
  }: { readonly team_id: string; readonly token_id: string; readonly user_id?: string },
): Promise<ListedToken | undefined> {
  const its = and(eq(tokens.team_id, team_id), eq(tokens.id, token_id));
  return await db
    .select(listable)
    .from(tokens)
    .innerJoin(user, eq(user.id, tokens.user_id))
    .where(and(its, user_id ? eq(tokens.user_id, user_id) : undefined))
    .get();
}

/** The token and all that were made with it, and with those. */
const lineOf = (id: string) => sql`
  WITH RECURSIVE line (id) AS (
    SELECT ${id} UNION SELECT tokens.id FROM tokens JOIN line ON tokens.made_with = line.id)`;

/** Ids of the token and of all that were made with it, directly or not, whether they still work or not. */
export async function tokenLine(db: Database, id: string): Promise<string[]> {
  const rows = await db.all<{ id: string }>(sql`${lineOf(id)} SELECT id FROM line`);
  return rows.map((row) => row.id);
}

export interface RevokedTokens {
  /** Those that had been made with it and still worked. */
  readonly tokens: readonly { readonly id: string; readonly name: string }[];
  /** How many share links of it and them still let in. */
  readonly shares: number;
}

/**
 * Ends the tokens that were made with it too, and the share links of all of them. Undefined when there is no such token in
 * the team, or it was revoked before.
 */
export async function revokeToken(
  db: Database,
  team_id: string,
  id: string,
  now: number,
): Promise<RevokedTokens | undefined> {
  const live = working(now);
  const its = sql`team_id = ${team_id} AND id = ${id}`;
  const here = sql`team_id = ${team_id} AND EXISTS (SELECT 1 FROM tokens WHERE ${its})`;
  const [own, shares, made] = await batched(db, [
    sql`UPDATE tokens SET revoked_at = ${now} WHERE ${its} AND revoked_at IS NULL`,
    sql`${lineOf(id)} UPDATE shares SET revoked_at = ${now}
      WHERE ${here} AND made_with IN (SELECT id FROM line) AND ${live}`,
    sql`${lineOf(id)} UPDATE tokens SET revoked_at = ${now}
      WHERE ${here} AND id IN (SELECT id FROM line) AND id <> ${id} AND ${live} RETURNING id, name`,
  ]);
  if (own!.meta.changes !== 1) return undefined;
  return { tokens: made!.results as { id: string; name: string }[], shares: shares!.meta.changes };
}

/** When it ends, epoch ms; null: never, or there is no such token. */
export async function tokenEnd(db: Database, id: string): Promise<number | null> {
  const found = await db.select({ at: tokens.expires_at }).from(tokens).where(eq(tokens.id, id)).get();
  return found?.at ?? null;
}
