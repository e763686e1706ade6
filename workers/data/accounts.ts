/** People, and the ways in which they sign in. Rows of better-auth's tables. */
import { and, eq, inArray, sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { account, user } from "./schema/auth.ts";
import { members } from "./schema/team.ts";
import { together } from "./together.ts";

/** better-auth's word for a password. */
export const PASSWORD = "credential";

export interface AccountRow {
  readonly user_id: string;
  readonly name: string;
  readonly email: string;
  readonly second_factor: boolean;
}

const readable = {
  user_id: user.id,
  name: user.name,
  email: user.email,
  second_factor: user.twoFactorEnabled,
};

export async function findAccount(db: Database, user_id: string): Promise<AccountRow | undefined> {
  return await db.select(readable).from(user).where(eq(user.id, user_id)).get();
}

/** `email` in lower case. */
export async function findAccountByEmail(db: Database, email: string): Promise<AccountRow | undefined> {
  return await db.select(readable).from(user).where(eq(user.email, email)).get();
}

export async function teamsOf(db: Database, user_id: string): Promise<string[]> {
  const rows = await db
    .select({ team_id: members.team_id })
    .from(members)
    .where(eq(members.user_id, user_id));
  return rows.map(({ team_id }) => team_id);
}

/** The ways in that a person has: `credential` is a password. */
export async function waysInOf(
  db: Database,
  user_id: string,
): Promise<{ provider_id: string; since: number }[]> {
  const rows = await db
    .select({ provider_id: account.providerId, since: account.createdAt })
    .from(account)
    .where(eq(account.userId, user_id));
  return rows.map(({ provider_id, since }) => ({ provider_id, since: since.getTime() }));
}

/** Null for an account that has none, and where there is no such account. `email` in lower case. */
export async function passwordHashByEmail(db: Database, email: string): Promise<string | null> {
  const row = await db
    .select({ password: account.password })
    .from(account)
    .innerJoin(user, eq(user.id, account.userId))
    .where(and(eq(user.email, email), eq(account.providerId, PASSWORD)))
    .get();
  return row?.password ?? null;
}

export async function passwordHashOf(db: Database, user_id: string): Promise<string | null> {
  const row = await db
    .select({ password: account.password })
    .from(account)
    .where(and(eq(account.userId, user_id), eq(account.providerId, PASSWORD)))
    .get();
  return row?.password ?? null;
}

/**
 * Sets the password and ends all sessions but this one, together with what the old one has opened: a reset link, and
 * sign-ins that wait for their second step.
 */
export async function changePasswordHash(
  db: Database,
  change: { readonly user_id: string; readonly password_hash: string; readonly keep_session: string },
  now: number,
): Promise<void> {
  const { user_id, password_hash, keep_session } = change;
  await together(db, [
    sql`UPDATE account SET password = ${password_hash}, updated_at = ${now}
      WHERE user_id = ${user_id} AND provider_id = ${PASSWORD}`,
    sql`DELETE FROM session WHERE user_id = ${user_id} AND id <> ${keep_session}`,
    sql`DELETE FROM verification WHERE value = ${user_id}`,
    sql`DELETE FROM password_resets WHERE user_id = ${user_id}`,
  ]);
}

export async function renameAccount(db: Database, user_id: string, name: string, now: number): Promise<void> {
  await db
    .update(user)
    .set({ name, updatedAt: new Date(now) })
    .where(eq(user.id, user_id));
}

/** False when there is no such way in, or none of `others` would be left: decided inside the statement. */
export async function removeWayIn(
  db: Database,
  removal: { readonly user_id: string; readonly provider_id: string; readonly others: readonly string[] },
): Promise<boolean> {
  const { user_id, provider_id, others } = removal;
  const left = db
    .select({ one: sql`1` })
    .from(sql`account AS other`)
    .where(sql`other.user_id = ${user_id} AND ${inArray(sql`other.provider_id`, [...others])}`);
  const result = await db
    .delete(account)
    .where(and(eq(account.userId, user_id), eq(account.providerId, provider_id), sql`EXISTS ${left}`));
  return result.meta.changes > 0;
}

/** Somebody who was made a moment ago and has not got in: with all that is theirs. */
export async function deleteAccount(db: Database, user_id: string): Promise<void> {
  await db.delete(user).where(eq(user.id, user_id));
}
