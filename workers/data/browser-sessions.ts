/** People's sessions in browsers; better-auth makes, prolongs and ends them (workers/auth). */
import { and, eq, gt } from "drizzle-orm";
import type { Database } from "./database.ts";
import { session } from "./schema/auth.ts";

/** Whether this person has not signed out of it, and it has not expired. */
export async function isSessionOpen(
  db: Database,
  { session_id, user_id }: { readonly session_id: string; readonly user_id: string },
  now: number,
): Promise<boolean> {
  const found = await db
    .select({ id: session.id })
    .from(session)
    .where(and(eq(session.id, session_id), eq(session.userId, user_id), gt(session.expiresAt, new Date(now))))
    .get();
  return found !== undefined;
}
