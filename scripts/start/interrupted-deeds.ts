import type { MigratedDatabase } from "./migrations.ts";

/**
 * Tells the audit log of what a server before this one was doing when it went down (021): nobody else has this database, so
 * whatever was last alive before `begun_at` (epoch ms) is gone. The cron would find it minutes later, and does when this fails.
 */
export async function tellInterruptedDeeds(db: MigratedDatabase, begun_at: number): Promise<void> {
  try {
    // Its trigger writes the entry.
    await db.prepare("DELETE FROM deeds_under_way WHERE alive_at < ?").bind(begun_at).all();
  } catch (error) {
    console.error(`What was interrupted is told later: ${String(error)}`);
  }
}
