/** Single-use tickets that open one socket: 30 seconds, kept as a hash. */
import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { randomSecret, sha256Hex } from "./hashing.ts";

export const TICKET_LIFETIME_MS = 30_000;

export interface NewTicket {
  readonly team_id: string;
  /** The path that it opens, e.g. `/sandboxes/demo/live`. */
  readonly resource: string;
  /** What was decided about the viewer when it was made; given back when it is used. */
  readonly grant: unknown;
}

export async function createTicket(
  db: Database,
  ticket: NewTicket,
  now: number,
): Promise<{ ticket: string; expires_at: number }> {
  const secret = randomSecret();
  const expires_at = now + TICKET_LIFETIME_MS;
  await db.run(sql`INSERT INTO tickets (hash, team_id, resource, grant_json, expires_at)
    VALUES (${await sha256Hex(secret)}, ${ticket.team_id}, ${ticket.resource},
            ${JSON.stringify(ticket.grant ?? null)}, ${expires_at})`);
  return { ticket: secret, expires_at };
}

/** The ticket's grant, once: one statement finds and removes it. Undefined when used, expired or for something else. */
export async function consumeTicket(
  db: Database,
  secret: string,
  resource: string,
  now: number,
): Promise<{ team_id: string; grant: unknown } | undefined> {
  const row = await db.get<{ team_id: string; grant_json: string } | undefined>(sql`
    DELETE FROM tickets WHERE hash = ${await sha256Hex(secret)} AND resource = ${resource} AND expires_at > ${now}
    RETURNING team_id, grant_json`);
  return row && { team_id: row.team_id, grant: JSON.parse(row.grant_json) };
}

/** Those that nobody used. */
export async function deleteExpiredTickets(db: Database, now: number): Promise<void> {
  await db.run(sql`DELETE FROM tickets WHERE expires_at <= ${now}`);
}
