import type { SQL } from "drizzle-orm";
import { SQLiteSyncDialect } from "drizzle-orm/sqlite-core";
import type { Database } from "./database.ts";

const dialect = new SQLiteSyncDialect();

/**
 * Runs statements in one transaction, in this order; answers how many rows each has changed. Drizzle's own batch takes
 * no statements that are written as SQL.
 */
export async function together(db: Database, statements: readonly SQL[]): Promise<number[]> {
  return (await batched(db, statements)).map(({ meta }) => meta.changes);
}

/** The same, with what they return. */
export async function batched(db: Database, statements: readonly SQL[]): Promise<D1Result[]> {
  const prepared = statements.map((statement) => {
    const { sql, params } = dialect.sqlToQuery(statement);
    return db.$client.prepare(sql).bind(...params);
  });
  return db.$client.batch(prepared);
}
