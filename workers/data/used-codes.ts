import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { together } from "./together.ts";

/** A code can be right for a minute and a half; well beyond that it may come up again by chance. */
const REMEMBERED_MS = 10 * 60_000;

/** True for whoever uses this code first: decided in one statement. */
export async function spendCode(db: Database, user_id: string, code: string, now: number): Promise<boolean> {
  const forgotten = now - REMEMBERED_MS;
  const [, claimed] = await together(db, [
    sql`DELETE FROM used_codes WHERE user_id = ${user_id} AND used_at < ${forgotten}`,
    sql`INSERT OR IGNORE INTO used_codes (user_id, code, used_at) VALUES (${user_id}, ${code}, ${now})`,
  ]);
  return claimed === 1;
}
