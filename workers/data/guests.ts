/** Who came in by share links. Each is one use of theirs, so that counting and letting in are one statement. */
import { type SQL, sql } from "drizzle-orm";
import { SHARE_GUESTS_MAX } from "../domain/sharing/share.ts";
import type { Database } from "./database.ts";
import { randomSecret, sha256Hex } from "./hashing.ts";

/** Wrong passwords of one link before it takes none for the rest of the window. */
const SHARE_FAILURES = 10;
const SHARE_FAILURES_WINDOW_MS = 15 * 60_000;
/** Being there is written down at most this often. */
const SEEN_INTERVAL_MS = 60_000;
/** Guests of one link that a list names: the last ones. */
const NAMED = 100;

export interface NewGuest {
  readonly id: string;
  readonly share_id: string;
  readonly name: string;
  /** The person, when they were signed in. */
  readonly user_id: string | null;
}

/** Epoch ms. */
export interface GuestRow {
  readonly id: string;
  readonly share_id: string;
  readonly name: string;
  readonly joined_at: number;
  readonly last_seen_at: number;
}

/**
 * Lets somebody in, if the link still does at this moment: neither over nor used up, nor closed by wrong passwords, in the
 * one statement that counts the use. `secret` is the only copy; null: it does not.
 */
export async function insertGuest(db: Database, guest: NewGuest, now: number): Promise<string | null> {
  const secret = randomSecret();
  const { id, share_id, name, user_id } = guest;
  const inserted = await db.run(sql`
    INSERT INTO guests (id, share_id, name, hash, user_id, joined_at, last_seen_at)
    SELECT ${id}, s.id, ${name}, ${await sha256Hex(secret)}, ${user_id}, ${now}, ${now} FROM shares s
    WHERE s.id = ${share_id} AND s.revoked_at IS NULL AND s.expires_at > ${now} AND NOT ${lockedOut(now)}
      AND (SELECT count(*) FROM guests WHERE share_id = s.id) < coalesce(s.max_uses, ${SHARE_GUESTS_MAX})`);
  return inserted.meta.changes === 1 ? secret : null;
}

/** When the link takes passwords again, epoch ms; null: now. */
export async function lockedUntil(db: Database, share_id: string, now: number): Promise<number | null> {
  const row = await db.get<{ since: number } | undefined>(
    sql`SELECT failures_since AS since FROM shares s WHERE id = ${share_id} AND ${lockedOut(now)}`,
  );
  return row ? row.since + SHARE_FAILURES_WINDOW_MS : null;
}

/** False when it was one too many: then it must not be told whether the password was wrong. */
export async function countFailure(db: Database, share_id: string, now: number): Promise<boolean> {
  const over = sql`s.failures_since <= ${now - SHARE_FAILURES_WINDOW_MS}`;
  const counted = await db.run(sql`
    UPDATE shares AS s SET failures = CASE WHEN ${over} THEN 1 ELSE failures + 1 END,
                           failures_since = CASE WHEN ${over} THEN ${now} ELSE failures_since END
    WHERE s.id = ${share_id} AND NOT ${lockedOut(now)}`);
  return counted.meta.changes === 1;
}

function lockedOut(now: number): SQL {
  return sql`(s.failures >= ${SHARE_FAILURES} AND s.failures_since > ${now - SHARE_FAILURES_WINDOW_MS})`;
}

/** The last ones of each link of this sandbox, newest first. */
export async function listGuests(db: Database, sandbox_id: string): Promise<GuestRow[]> {
  return await db.all<GuestRow>(sql`
    SELECT id, share_id, name, joined_at, last_seen_at FROM (
      SELECT g.*, row_number() OVER (PARTITION BY g.share_id ORDER BY g.joined_at DESC, g.id) AS place
      FROM guests g JOIN shares s ON s.id = g.share_id WHERE s.sandbox_id = ${sandbox_id})
    WHERE place <= ${NAMED} ORDER BY joined_at DESC, id`);
}

/** Notes that they are here, at most once a minute. */
export async function touchGuest(
  db: Database,
  { id, last_seen_at }: Pick<GuestRow, "id" | "last_seen_at">,
  now: number,
): Promise<void> {
  if (now - last_seen_at < SEEN_INTERVAL_MS) return;
  await db.run(sql`
    UPDATE guests SET last_seen_at = ${now} WHERE id = ${id} AND last_seen_at <= ${now - SEEN_INTERVAL_MS}`);
}

/** Their secret opens nothing any more; that they were here stays. */
export async function dismissGuest(db: Database, id: string, now: number): Promise<void> {
  await db.run(sql`UPDATE guests SET hash = NULL, last_seen_at = ${now} WHERE id = ${id}`);
}
