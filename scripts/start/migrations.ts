/** Applies migrations with the same bookkeeping as `wrangler d1 migrations apply`, so that either may follow the other. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Statement {
  bind(...values: unknown[]): Statement;
  all<T>(): Promise<{ results: T[] }>;
}

/** What is used of a D1 database. */
export interface MigratedDatabase {
  prepare(sql: string): Statement;
  batch(statements: Statement[]): Promise<unknown>;
}

/** Each migration is one transaction together with its entry. Answers the names of those applied now. */
export async function applyMigrations(db: MigratedDatabase, folder: string): Promise<string[]> {
  await db
    .prepare(
      `CREATE TABLE IF NOT EXISTS d1_migrations (
         id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE,
         applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)`,
    )
    .all();
  const { results } = await db.prepare("SELECT name FROM d1_migrations").all<{ name: string }>();
  const done = new Set(results.map((row) => row.name));
  const names = readdirSync(folder).filter((name) => name.endsWith(".sql") && !done.has(name));
  if (names.length === 0) return [];
  names.sort();
  // Only now: it takes a second to load, and most starts have nothing to apply.
  const { unstable_splitSqlQuery } = await import("wrangler");
  for (const name of names) {
    const statements = unstable_splitSqlQuery(readFileSync(join(folder, name), "utf8"));
    const entry = db.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name);
    await db.batch([...statements.map((statement) => db.prepare(statement)), entry]);
  }
  return names;
}
