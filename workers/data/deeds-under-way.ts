/**
 * What somebody is doing right now. A row is there before the work begins and goes with its entry in the audit log; a row
 * that goes without one leaves an entry of the outcome `interrupted`, which the table's own trigger writes (021).
 */
import { sql } from "drizzle-orm";
import { type NewAuditEntry, written } from "./audit.ts";
import type { Database } from "./database.ts";
import { together } from "./together.ts";

export type DeedUnderWay = Omit<NewAuditEntry, "outcome">;

/** By the database's clock, as retention: epoch ms. */
const NOW = sql`CAST(unixepoch('subsec') * 1000 AS INTEGER)`;

/** Whoever works says so again after this time, ms. */
export const ALIVE_AGAIN_MS = 60_000;
/** Who has not said so for this long is gone, ms: two of three times may be lost. */
const GONE_MS = 3 * ALIVE_AGAIN_MS;

/** @param id of this deed alone */
export async function beginDeed(db: Database, id: string, deed: DeedUnderWay): Promise<void> {
  const { team_id, at, actor, actor_label, address, action, target, data } = written(deed);
  await db.run(sql`
    INSERT INTO deeds_under_way
      (id, team_id, at, actor_kind, actor_id, actor_label, address, action, target, data, alive_at)
    VALUES (${id}, ${team_id}, ${at}, ${actor.kind}, ${actor.id}, ${actor_label}, ${address}, ${action}, ${target},
      ${JSON.stringify(data)}, ${NOW})`);
}

/** Its entry comes and it goes, together. One that was taken for gone meanwhile has an entry already, and gets this one too. */
export async function endDeed(db: Database, id: string, entry: NewAuditEntry): Promise<void> {
  const { team_id, at, actor, actor_label, address, action, outcome, target, data } = written(entry);
  await together(db, [
    sql`
      INSERT INTO audit
        (team_id, at, actor_kind, actor_id, actor_label, address, action, outcome, target, data, origin)
      VALUES (${team_id}, ${at}, ${actor.kind}, ${actor.id}, ${actor_label}, ${address}, ${action}, ${outcome}, ${target},
        ${JSON.stringify(data)}, (SELECT 'deed:' || id FROM deeds_under_way WHERE id = ${id}))`,
    sql`DELETE FROM deeds_under_way WHERE id = ${id}`,
  ]);
}

export async function keepDeedAlive(db: Database, id: string): Promise<void> {
  await db.run(sql`UPDATE deeds_under_way SET alive_at = ${NOW} WHERE id = ${id}`);
}

/** It is over, and nobody knows what it came to. Nothing happens when its entry was written after all. */
export async function interruptDeed(db: Database, id: string): Promise<void> {
  await db.run(sql`DELETE FROM deeds_under_way WHERE id = ${id}`);
}

/** Part of the cron: those whose request is gone. However many run it, each is written once. */
export async function interruptAbandonedDeeds(db: Database): Promise<void> {
  await db.run(sql`DELETE FROM deeds_under_way WHERE alive_at < ${NOW} - ${GONE_MS}`);
}
