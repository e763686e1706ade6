import { subscribe } from "node:diagnostics_channel";
import type { MigratedDatabase } from "./migrations.ts";

/** When the newest child of this process was started, epoch ms. */
let started_at = Date.now();
subscribe("child_process", () => {
  started_at = Date.now();
});

/**
 * Tells the audit log of what a runtime before the present one was doing when it went down (021). The present one is this process's
 * newest child, and nobody else has this database: whoever was last alive before it began is gone. Asked at every start of a
 * runtime; the cron would find the same minutes later, and does when this fails.
 */
export async function tellInterruptedDeeds(openDatabase: () => Promise<unknown>): Promise<void> {
  try {
    const db = (await openDatabase()) as MigratedDatabase;
    // Its trigger writes the entry.
    await db.prepare("DELETE FROM deeds_under_way WHERE alive_at < ?").bind(started_at).all();
  } catch (error) {
    console.error(`What was interrupted is told later: ${String(error)}`);
  }
}
