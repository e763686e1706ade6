/** What people decide for a team; times are epoch milliseconds. */
import { integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Role, Scope } from "../../domain/access.ts";
import type { PolicyPatch } from "../../domain/policy/policy-settings.ts";

export const teams = sqliteTable("teams", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  created_at: integer("created_at").notNull(),
});

export const members = sqliteTable(
  "members",
  {
    team_id: text("team_id").notNull(),
    user_id: text("user_id").notNull(),
    role: text("role").$type<Role>().notNull(),
    created_at: integer("created_at").notNull(),
    /** Sandboxes at once; null = the policy's number. */
    max_active: integer("max_active"),
  },
  (table) => [primaryKey({ columns: [table.team_id, table.user_id] })],
);

export const policies = sqliteTable("policies", {
  team_id: text("team_id").primaryKey(),
  version: integer("version").notNull(),
  idle_timeout_minutes: integer("idle_timeout_minutes").notNull(),
  completed_retention_minutes: integer("completed_retention_minutes").notNull(),
  archive_retention_days: integer("archive_retention_days").notNull(),
  auto_teardown: integer("auto_teardown", { mode: "boolean" }).notNull(),
  owner_idle_timeout_max_minutes: integer("owner_idle_timeout_max_minutes").notNull(),
  checkpoint_interval_minutes: integer("checkpoint_interval_minutes").notNull(),
  checkpoints_kept: integer("checkpoints_kept").notNull(),
  record_terminals: integer("record_terminals", { mode: "boolean" }).notNull(),
  max_lifetime_hours: integer("max_lifetime_hours").notNull(),
  max_active_per_member: integer("max_active_per_member").notNull(),
  max_active_per_team: integer("max_active_per_team").notNull(),
  max_storage_gb: integer("max_storage_gb").notNull(),
  updated_at: integer("updated_at").notNull(),
});

export const profiles = sqliteTable(
  "profiles",
  {
    team_id: text("team_id").notNull(),
    name: text("name").notNull(),
    description: text("description").notNull(),
    cpus: real("cpus").notNull(),
    memory_bytes: integer("memory_bytes").notNull(),
    disk_bytes: integer("disk_bytes").notNull(),
    pids: integer("pids").notNull(),
    image: text("image").notNull(),
    /** Settings of the team's policy that this profile overrides. */
    policy: text("policy", { mode: "json" }).$type<PolicyPatch>().notNull(),
    built_in: integer("built_in", { mode: "boolean" }).notNull(),
    created_at: integer("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.team_id, table.name] })],
);

export const tokens = sqliteTable("tokens", {
  id: text("id").primaryKey(),
  team_id: text("team_id").notNull(),
  user_id: text("user_id").notNull(),
  name: text("name").notNull(),
  /** Lower-case hex SHA-256 of the whole token. */
  hash: text("hash").notNull().unique(),
  /** The first characters, for people to recognise it by. */
  prefix: text("prefix").notNull(),
  scopes: text("scopes", { mode: "json" }).$type<readonly Scope[]>().notNull(),
  created_at: integer("created_at").notNull(),
  expires_at: integer("expires_at"),
  last_used_at: integer("last_used_at"),
  revoked_at: integer("revoked_at"),
  /** Id of the token that it was made with; null for a browser. */
  made_with: text("made_with"),
});

export const invites = sqliteTable("invites", {
  id: text("id").primaryKey(),
  team_id: text("team_id").notNull(),
  /** Lower-case hex SHA-256 of its token. */
  hash: text("hash").notNull().unique(),
  role: text("role").$type<Role>().notNull(),
  /** The one address that it is for; null = whoever has the link. */
  email: text("email"),
  made_by: text("made_by").notNull(),
  created_at: integer("created_at").notNull(),
  expires_at: integer("expires_at").notNull(),
  used_at: integer("used_at"),
  used_by: text("used_by"),
  revoked_at: integer("revoked_at"),
});
