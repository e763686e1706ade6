/** Where a team is told of what happens; times are epoch milliseconds. */
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { DisabledReason, WebhookEventType } from "../../domain/webhooks/webhook.ts";

export const webhooks = sqliteTable("webhooks", {
  id: text("id").primaryKey(),
  team_id: text("team_id").notNull(),
  url: text("url").notNull(),
  description: text("description").notNull(),
  events: text("events", { mode: "json" }).$type<readonly WebhookEventType[]>().notNull(),
  /** Sealed (data/sealed-text.ts), bound to the webhook's id. */
  secret: text("secret").notNull(),
  /** The one before the last rotation, sealed alike, and until when it signs too. */
  old_secret: text("old_secret"),
  old_secret_until: integer("old_secret_until"),
  /** A user id. */
  made_by: text("made_by").notNull(),
  created_at: integer("created_at").notNull(),
  disabled_at: integer("disabled_at"),
  disabled_reason: text("disabled_reason").$type<DisabledReason>(),
});
