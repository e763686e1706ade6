/** Links that set a new password: one hour, once, kept as a hash. */
import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { randomSecret, sha256Hex } from "./hashing.ts";
import { together } from "./together.ts";

export const RESET_LIFETIME_MS = 3_600_000;

/** The link's token; at most one of a person is open. */
export async function createReset(db: Database, user_id: string, now: number): Promise<string> {
  const token = randomSecret();
  const hash = await sha256Hex(token);
  await together(db, [
    sql`DELETE FROM password_resets WHERE user_id = ${user_id}`,
    sql`INSERT INTO password_resets (hash, user_id, expires_at)
      VALUES (${hash}, ${user_id}, ${now + RESET_LIFETIME_MS})`,
  ]);
  return token;
}

/** Whose password an open link sets. */
export async function findReset(
  db: Database,
  token: string,
  now: number,
): Promise<{ user_id: string; name: string; email: string } | undefined> {
  return await db.get(sql`
    SELECT user.id AS user_id, user.name, user.email FROM password_resets
    JOIN user ON user.id = password_resets.user_id
    WHERE hash = ${await sha256Hex(token)} AND used_at IS NULL AND expires_at > ${now}`);
}

/**
 * Uses the link, sets the password, ends every session and notes that the mailbox is the person's own: all or nothing.
 * False when somebody was faster, or it has expired.
 */
export async function spendReset(
  db: Database,
  reset: { readonly token: string; readonly user_id: string; readonly password_hash: string },
  now: number,
): Promise<boolean> {
  const { user_id, password_hash } = reset;
  const hash = await sha256Hex(reset.token);
  const use = crypto.randomUUID();
  const mine = sql`EXISTS (SELECT 1 FROM password_resets WHERE hash = ${hash} AND used_by = ${use})`;
  const [claimed] = await together(db, [
    sql`UPDATE password_resets SET used_at = ${now}, used_by = ${use}
      WHERE hash = ${hash} AND user_id = ${user_id} AND used_at IS NULL AND expires_at > ${now}`,
    sql`
      INSERT INTO account (id, account_id, provider_id, user_id, password, created_at, updated_at)
      SELECT ${crypto.randomUUID()}, ${user_id}, 'credential', ${user_id}, ${password_hash}, ${now}, ${now} WHERE ${mine}
      ON CONFLICT (provider_id, account_id) DO UPDATE SET password = excluded.password, updated_at = ${now}`,
    sql`DELETE FROM session WHERE user_id = ${user_id} AND ${mine}`,
    // Sign-ins by the old password that wait for their second step.
    sql`DELETE FROM verification WHERE value = ${user_id} AND ${mine}`,
    sql`UPDATE user SET email_verified = 1 WHERE id = ${user_id} AND ${mine}`,
  ]);
  return claimed === 1;
}

export async function deleteExpiredResets(db: Database, now: number): Promise<void> {
  await db.run(sql`DELETE FROM password_resets WHERE expires_at <= ${now}`);
}
