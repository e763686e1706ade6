/** Accepting an invite: whoever is first has it, and of whoever is not nothing is written. Each is one transaction. */
import { type SQL, sql } from "drizzle-orm";
import { auditedIf, type NewAuditEntry } from "./audit.ts";
import type { Database } from "./database.ts";
import { sha256Hex } from "./hashing.ts";
import { together } from "./together.ts";

/**
 * A person who has an account joins. False when it is not open, is for another address, or they are in the team.
 * @param told the audit log's entry, written if they join
 */
export async function joinByInvite(
  db: Database,
  { token, user_id }: { readonly token: string; readonly user_id: string },
  now: number,
  told?: NewAuditEntry,
): Promise<boolean> {
  const hash = await sha256Hex(token);
  const [used] = await together(db, [
    use(hash, user_id, now),
    becomeMember(hash, user_id, now),
    ...tell(told, hash, user_id, now),
  ]);
  return used === 1;
}

export interface NewPerson {
  readonly user_id: string;
  readonly name: string;
  /** Lower case. */
  readonly email: string;
  /** As auth/password.ts makes it. */
  readonly password_hash: string;
}

/**
 * Somebody new makes an account and joins. `not_open`: used, ended, or for another address, and no account was made;
 * `email_taken`: the address has an account, and the invite is still open.
 * @param told the audit log's entry, written if they join
 */
export async function makeAccountByInvite(
  db: Database,
  token: string,
  person: NewPerson,
  now: number,
  told?: NewAuditEntry,
): Promise<"joined" | "not_open" | "email_taken"> {
  const hash = await sha256Hex(token);
  const { user_id, name, email, password_hash } = person;
  try {
    const [made] = await together(db, [
      // Whoever has the link says what their address is: it is not known to be theirs.
      sql`
        INSERT INTO user (id, name, email, email_verified, created_at, updated_at)
        SELECT ${user_id}, ${name}, ${email}, 0, ${now}, ${now} FROM invites
        WHERE ${isOpen(hash, now)} AND (invites.email IS NULL OR invites.email = ${email})`,
      use(hash, user_id, now),
      // The form in which better-auth keeps a password.
      sql`
        INSERT INTO account (id, account_id, provider_id, user_id, password, created_at, updated_at)
        SELECT ${crypto.randomUUID()}, id, 'credential', id, ${password_hash}, ${now}, ${now}
        FROM user WHERE id = ${user_id}`,
      becomeMember(hash, user_id, now),
      ...tell(told, hash, user_id, now),
    ]);
    return made === 1 ? "joined" : "not_open";
  } catch (error) {
    const taken = await db.get(sql`SELECT 1 AS found FROM user WHERE email = ${email}`);
    if (taken) return "email_taken";
    throw error;
  }
}

function isOpen(hash: string, now: number): SQL {
  return sql`hash = ${hash} AND used_at IS NULL AND revoked_at IS NULL AND expires_at > ${now}`;
}

function use(hash: string, user_id: string, now: number): SQL {
  return sql`
    UPDATE invites SET used_at = ${now}, used_by = ${user_id}
    WHERE ${isOpen(hash, now)}
      AND EXISTS (SELECT 1 FROM user WHERE id = ${user_id} AND (invites.email IS NULL OR user.email = invites.email))
      AND NOT EXISTS (SELECT 1 FROM members WHERE members.team_id = invites.team_id AND members.user_id = ${user_id})`;
}

function tell(told: NewAuditEntry | undefined, hash: string, user_id: string, now: number): SQL[] {
  if (!told) return [];
  const joined = sql`EXISTS (SELECT 1 FROM invites WHERE hash = ${hash} AND used_by = ${user_id} AND used_at = ${now})`;
  return [auditedIf(told, joined)];
}

/** For the person who has just used it: nobody who was removed comes back by an old one. */
function becomeMember(hash: string, user_id: string, now: number): SQL {
  return sql`
    INSERT INTO members (team_id, user_id, role, created_at)
    SELECT team_id, used_by, role, ${now} FROM invites
    WHERE hash = ${hash} AND used_by = ${user_id} AND used_at = ${now}`;
}
