/** The index of sandboxes and what guards requests about them; times are epoch milliseconds. */
import { customType, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Outcome } from "../../domain/audit/audit.ts";
import type { TeardownForecast } from "../../domain/policy.ts";
import { storedRecord } from "../../domain/sandbox/new-record.ts";
import type { SandboxRecord } from "../../domain/sandbox.ts";

const record = customType<{ data: SandboxRecord; driverData: string }>({
  dataType: () => "text",
  toDriver: (value) => JSON.stringify(value),
  fromDriver: (value) => storedRecord(JSON.parse(value) as SandboxRecord),
});

/**
 * A copy of what the sandbox's Durable Object knows. Columns repeat those parts of `record` that queries
 * filter or sort by; `record` is the whole of it, so that a list is one query.
 */
export const sandboxes = sqliteTable("sandboxes", {
  id: text("id").primaryKey(),
  team_id: text("team_id").notNull(),
  owner_id: text("owner_id").notNull(),
  name: text("name").notNull(),
  repository: text("repository"),
  state: text("state").$type<SandboxRecord["state"]>().notNull(),
  /** Counts against the quota: everything but `destroyed`. */
  active: integer("active", { mode: "boolean" }).notNull(),
  operation_id: text("operation_id"),
  version: integer("version").notNull(),
  record: record("record").notNull(),
  teardown: text("teardown", { mode: "json" }).$type<TeardownForecast>().notNull(),
  created_at: integer("created_at").notNull(),
  updated_at: integer("updated_at").notNull(),
  /** Set when another sandbox took its name (`force_recreate`); it then no longer appears under it. */
  replaced_at: integer("replaced_at"),
  /** When the cron last looked at it. */
  looked_at: integer("looked_at").notNull().default(0),
  /** When a resume last took its place in the quota. */
  claimed_at: integer("claimed_at").notNull().default(0),
  visibility: text("visibility").$type<SandboxRecord["visibility"]>().notNull().default("team"),
  /** Of checkpoints, exports and recordings together. */
  stored_bytes: integer("stored_bytes").notNull().default(0),
});

export const idempotencyKeys = sqliteTable("idempotency_keys", {
  team_id: text("team_id").notNull(),
  key: text("key").notNull(),
  /** Lower-case hex SHA-256 of actor, method, path and body. */
  request_hash: text("request_hash").notNull(),
  created_at: integer("created_at").notNull(),
  /** Null while the first request still runs. */
  status: integer("status"),
  response: text("response", { mode: "json" }).$type<unknown>(),
});

export const tickets = sqliteTable("tickets", {
  hash: text("hash").primaryKey(),
  team_id: text("team_id").notNull(),
  resource: text("resource").notNull(),
  /** Whatever the socket needs to know of its viewer, decided when the ticket was made. */
  grant: text("grant_json", { mode: "json" }).$type<unknown>().notNull(),
  expires_at: integer("expires_at").notNull(),
});

export const audit = sqliteTable("audit", {
  seq: integer("seq").primaryKey({ autoIncrement: true }),
  team_id: text("team_id").notNull(),
  at: integer("at").notNull(),
  actor_kind: text("actor_kind").notNull(),
  actor_id: text("actor_id").notNull(),
  actor_label: text("actor_label").notNull(),
  address: text("address"),
  action: text("action").notNull(),
  outcome: text("outcome").$type<Outcome>().notNull(),
  target: text("target"),
  data: text("data", { mode: "json" }).$type<Readonly<Record<string, unknown>>>().notNull(),
});
