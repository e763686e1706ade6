import { mkdirSync } from "node:fs";
import { Miniflare } from "miniflare";
import { applyMigrations, type MigratedDatabase } from "./migrations.ts";
import { storageOptions } from "./worker-runtime.ts";

interface Places {
  /** The production build, which names the database. */
  readonly build: string;
  readonly migrations: string;
  readonly state: string;
}

/** Brings the database below `state` up to date, by a runtime that has nothing but it. */
export async function migrateState({ build, migrations, state }: Places): Promise<void> {
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const storage = new Miniflare(storageOptions(build, state));
  try {
    const db = (await storage.getD1Database("DB")) as unknown as MigratedDatabase;
    for (const name of await applyMigrations(db, migrations)) console.error(`Applied the migration ${name}`);
  } finally {
    await storage.dispose();
  }
}
