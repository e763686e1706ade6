/** People's sessions in browsers; better-auth makes and prolongs them (workers/auth). */
import { and, desc, eq, gt, lt, ne } from "drizzle-orm";
import type { Database } from "./database.ts";
import { session } from "./schema/auth.ts";

/** A session is noted as used at most this often, ms. */
const SEEN_EVERY_MS = 60_000;

export interface BrowserSession {
  readonly session_id: string;
  /** The browser's own words. */
  readonly user_agent: string | null;
  readonly address: string | null;
  /** Epoch ms. */
  readonly created_at: number;
  readonly seen_at: number;
}

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

/** Newest first. */
export async function listSessions(db: Database, user_id: string, now: number): Promise<BrowserSession[]> {
  const rows = await db
    .select()
    .from(session)
    .where(and(eq(session.userId, user_id), gt(session.expiresAt, new Date(now))))
    .orderBy(desc(session.createdAt), desc(session.id));
  return rows.map(({ id, userAgent, ipAddress, createdAt, seenAt }) => ({
    session_id: id,
    user_agent: userAgent || null,
    address: ipAddress || null,
    created_at: createdAt.getTime(),
    seen_at: (seenAt ?? createdAt).getTime(),
  }));
}

/** False when the person has no such session. */
export async function endSession(db: Database, user_id: string, session_id: string): Promise<boolean> {
  const result = await db.delete(session).where(and(eq(session.userId, user_id), eq(session.id, session_id)));
  return result.meta.changes === 1;
}

/** The session of this very token, as its browser holds it. */
export async function endSessionByToken(db: Database, token: string): Promise<void> {
  await db.delete(session).where(eq(session.token, token));
}

/** All of a person's but the one of this very token; how many that were. */
export async function endSessionsButToken(db: Database, user_id: string, token: string): Promise<number> {
  const result = await db.delete(session).where(and(eq(session.userId, user_id), ne(session.token, token)));
  return result.meta.changes;
}

/** All of a person's, but one; how many that were. */
export async function endOtherSessions(db: Database, user_id: string, keep: string): Promise<number> {
  const result = await db.delete(session).where(and(eq(session.userId, user_id), ne(session.id, keep)));
  return result.meta.changes;
}

/** Notes that it is in use, unless that was noted a moment ago. */
export async function touchSession(
  db: Database,
  { session_id, seen_at }: { readonly session_id: string; readonly seen_at: number },
  now: number,
): Promise<void> {
  if (now - seen_at < SEEN_EVERY_MS) return;
  await db
    .update(session)
    .set({ seenAt: new Date(now) })
    .where(eq(session.id, session_id));
}

export async function deleteExpiredSessions(db: Database, now: number): Promise<void> {
  await db.delete(session).where(lt(session.expiresAt, new Date(now)));
}
