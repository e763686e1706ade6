import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";

/** What every query function takes first. Opening is free: it only wraps the binding. */
export type Database = DrizzleD1Database<Record<string, never>> & { readonly $client: D1Database };

export function database(binding: D1Database): Database {
  return drizzle(binding);
}
