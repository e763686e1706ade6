import { DrizzleQueryError } from "drizzle-orm";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import { SQLitePreparedQuery } from "drizzle-orm/sqlite-core";

/** What every query function takes first. Opening is free: it only wraps the binding. */
export type Database = DrizzleD1Database<Record<string, never>> & { readonly $client: D1Database };

export function database(binding: D1Database): Database {
  return drizzle(binding);
}

type Ask = (this: unknown, query: string, params: unknown[], run: () => Promise<unknown>) => Promise<unknown>;
const { prototype } = SQLitePreparedQuery as unknown as { prototype: { queryWithCache: Ask } };
const ask = prototype.queryWithCache;

// Errors are logged, and what a query was asked with may be a password's hash or a session: theirs tell the query alone.
prototype.queryWithCache = async function (query, params, run) {
  try {
    return await ask.call(this, query, params, run);
  } catch (error) {
    throw error instanceof DrizzleQueryError ? new DrizzleQueryError(query, [], error.cause) : error;
  }
};
