/** Attempts at what may be guessed, counted exactly: the count is decided in the one statement that raises it. */
import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";

export interface AttemptLimit {
  readonly limit: number;
  readonly window_ms: number;
}

export interface Attempt {
  /** How many there were in this window, with this one. */
  readonly count: number;
  /** Epoch ms at which counting begins anew. */
  readonly ends_at: number;
  readonly allowed: boolean;
}

/** Counts one more, allowed or not. A window begins with its first attempt. */
export async function countAttempt(
  db: Database,
  key: string,
  { limit, window_ms }: AttemptLimit,
  now: number,
): Promise<Attempt> {
  const row = await db.get<{ count: number; ends_at: number }>(sql`
    INSERT INTO attempts (key, count, ends_at) VALUES (${key}, 1, ${now + window_ms})
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN ends_at <= ${now} THEN 1 ELSE count + 1 END,
      ends_at = CASE WHEN ends_at <= ${now} THEN ${now + window_ms} ELSE ends_at END
    RETURNING count, ends_at`);
  return { ...row, allowed: row.count <= limit };
}

/** An attempt that turned out to be right is none. */
export async function takeAttemptBack(db: Database, key: string): Promise<void> {
  await db.run(sql`UPDATE attempts SET count = max(0, count - 1) WHERE key = ${key}`);
}

export async function deleteEndedAttempts(db: Database, now: number): Promise<void> {
  await db.run(sql`DELETE FROM attempts WHERE ends_at <= ${now}`);
}
