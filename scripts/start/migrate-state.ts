import { mkdirSync } from "node:fs";
import { Miniflare } from "miniflare";
import { applyMigrations, type MigratedDatabase } from "./migrations.ts";
import { storageOptions } from "./worker-runtime.ts";

/** Brings the database below `state` up to date, by a runtime that has nothing but it. */
export async function migrateState(state: string, migrations: string): Promise<void> {
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const storage = new Miniflare(storageOptions(state));
  try {
    const db = (await storage.getD1Database("DB")) as unknown as MigratedDatabase;
    for (const name of await applyMigrations(db, migrations)) console.error(`Applied the migration ${name}`);
  } finally {
    await storage.dispose();
  }
}
