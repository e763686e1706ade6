/** Replays of one request: the first claims the key, later ones get its answer. */
import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";

/** Milliseconds that an answer is kept for replays. */
export const IDEMPOTENCY_KEPT_MS = 24 * 3_600_000;
/** Milliseconds after which a claim without an answer is taken for abandoned (its Worker died). */
const CLAIM_EXPIRES_MS = 2 * 60_000;

export type Claim =
  | { readonly kind: "claimed" }
  | { readonly kind: "in_progress" }
  | { readonly kind: "reused_with_other_body" }
  | { readonly kind: "replay"; readonly status: number; readonly response: unknown };

export interface IdempotentRequest {
  readonly team_id: string;
  readonly key: string;
  /** Lower-case hex SHA-256 of actor, method, path and body. */
  readonly request_hash: string;
}

interface Row {
  readonly request_hash: string;
  readonly status: number | null;
  readonly response: string | null;
}

/** One statement takes a free, expired or abandoned key; whoever does not get it reads what the holder left. */
export async function claimIdempotencyKey(
  db: Database,
  request: IdempotentRequest,
  now: number,
): Promise<Claim> {
  const claimed = await db.run(sql`
    INSERT INTO idempotency_keys (team_id, key, request_hash, created_at)
    VALUES (${request.team_id}, ${request.key}, ${request.request_hash}, ${now})
    ON CONFLICT (team_id, key) DO UPDATE
      SET request_hash = excluded.request_hash, created_at = excluded.created_at, status = NULL, response = NULL
      WHERE idempotency_keys.created_at < ${now - IDEMPOTENCY_KEPT_MS}
         OR (idempotency_keys.status IS NULL AND idempotency_keys.request_hash = excluded.request_hash
             AND idempotency_keys.created_at < ${now - CLAIM_EXPIRES_MS})`);
  if (claimed.meta.changes === 1) return { kind: "claimed" };
  const row = await db.get<Row>(sql`
    SELECT request_hash, status, response FROM idempotency_keys
    WHERE team_id = ${request.team_id} AND key = ${request.key}`);
  if (!row) return { kind: "in_progress" };
  if (row.request_hash !== request.request_hash) return { kind: "reused_with_other_body" };
  if (row.status === null) return { kind: "in_progress" };
  return { kind: "replay", status: row.status, response: JSON.parse(row.response ?? "null") };
}

/** Keeps the answer, failures too: a replay of a failed launch must be told of the failure. */
export async function finishIdempotencyKey(
  db: Database,
  request: IdempotentRequest,
  status: number,
  response: unknown,
): Promise<void> {
  await db.run(sql`
    UPDATE idempotency_keys SET status = ${status}, response = ${JSON.stringify(response)}
    WHERE team_id = ${request.team_id} AND key = ${request.key} AND request_hash = ${request.request_hash}`);
}

/** Gives the key back when nothing was done (the request was refused before it began, or threw). */
export async function releaseIdempotencyKey(db: Database, request: IdempotentRequest): Promise<void> {
  await db.run(sql`
    DELETE FROM idempotency_keys WHERE team_id = ${request.team_id} AND key = ${request.key}
      AND request_hash = ${request.request_hash} AND status IS NULL`);
}

export async function deleteExpiredIdempotencyKeys(db: Database, now: number): Promise<void> {
  await db.run(sql`DELETE FROM idempotency_keys WHERE created_at < ${now - IDEMPOTENCY_KEPT_MS}`);
}
