/** A team's webhooks: what admins decided, and whether its own failures have switched one off. */
import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Actor } from "../domain/sandbox.ts";
import { type DisabledReason, WEBHOOKS_MAX, type WebhookEventType } from "../domain/webhooks/webhook.ts";
import type { Database } from "./database.ts";
import { user } from "./schema/auth.ts";
import { members } from "./schema/team.ts";
import { webhooks } from "./schema/webhook.ts";
import { together } from "./together.ts";

export type Webhook = typeof webhooks.$inferSelect;
/** With its maker's name; null when they have left the team. */
export type ListedWebhook = Webhook & { readonly maker: string | null };

/** False when the team has as many as it may: decided inside the statement. */
export async function insertWebhook(db: Database, webhook: Webhook): Promise<boolean> {
  const { id, team_id, url, description, secret, made_by, created_at } = webhook;
  const inserted = await db.run(sql`
    INSERT INTO webhooks (id, team_id, url, description, events, secret, made_by, created_at)
    SELECT ${id}, ${team_id}, ${url}, ${description}, ${JSON.stringify(webhook.events)}, ${secret}, ${made_by},
           ${created_at}
    WHERE (SELECT count(*) FROM webhooks WHERE team_id = ${team_id}) < ${WEBHOOKS_MAX}`);
  return inserted.meta.changes === 1;
}

/** In order of making. */
export async function listWebhooks(db: Database, team_id: string): Promise<ListedWebhook[]> {
  const rows = await withMakers(db)
    .where(eq(webhooks.team_id, team_id))
    .orderBy(asc(webhooks.created_at), asc(webhooks.id));
  return rows.map(({ webhook, maker }) => ({ ...webhook, maker }));
}

export async function findTeamWebhook(
  db: Database,
  team_id: string,
  id: string,
): Promise<ListedWebhook | undefined> {
  const row = await withMakers(db)
    .where(and(eq(webhooks.team_id, team_id), eq(webhooks.id, id)))
    .get();
  return row && { ...row.webhook, maker: row.maker };
}

function withMakers(db: Database) {
  return db
    .select({ webhook: webhooks, maker: user.name })
    .from(webhooks)
    .leftJoin(members, and(eq(members.team_id, webhooks.team_id), eq(members.user_id, webhooks.made_by)))
    .leftJoin(user, eq(user.id, members.user_id));
}

/** For the object that delivers. */
export async function findWebhook(db: Database, id: string): Promise<Webhook | undefined> {
  return await db.select().from(webhooks).where(eq(webhooks.id, id)).get();
}

/** Those that are told of anything now. */
export async function enabledWebhooks(
  db: Database,
  team_id: string,
): Promise<{ id: string; events: readonly WebhookEventType[] }[]> {
  return await db
    .select({ id: webhooks.id, events: webhooks.events })
    .from(webhooks)
    .where(and(eq(webhooks.team_id, team_id), isNull(webhooks.disabled_at)));
}

export type WebhookChange = Partial<Omit<Webhook, "id" | "team_id" | "made_by" | "created_at">>;

/** False when there is no such webhook in the team. */
export async function changeWebhook(
  db: Database,
  team_id: string,
  id: string,
  change: WebhookChange,
): Promise<boolean> {
  const result = await db
    .update(webhooks)
    .set(change)
    .where(and(eq(webhooks.team_id, team_id), eq(webhooks.id, id)));
  return result.meta.changes === 1;
}

export async function deleteWebhook(db: Database, team_id: string, id: string): Promise<boolean> {
  const result = await db.delete(webhooks).where(and(eq(webhooks.team_id, team_id), eq(webhooks.id, id)));
  return result.meta.changes === 1;
}

const SANDBAR: Actor = { kind: "system", id: "system", label: "Sandbar" };

/** Switches off one that is on, and says so in the audit log: both or neither, and once however often it is repeated. */
export async function disableWebhook(
  db: Database,
  { id, team_id }: Pick<Webhook, "id" | "team_id">,
  reason: DisabledReason,
  now: number,
): Promise<void> {
  const { kind, id: actor_id, label } = SANDBAR;
  await together(db, [
    sql`
      INSERT INTO audit (team_id, at, actor_kind, actor_id, actor_label, address, action, outcome, target, data)
      SELECT ${team_id}, ${now}, ${kind}, ${actor_id}, ${label}, NULL, 'webhook.disabled', 'done',
             ${`webhook:${id}`}, ${JSON.stringify({ reason })}
      WHERE EXISTS (SELECT 1 FROM webhooks WHERE id = ${id} AND disabled_at IS NULL)`,
    sql`
      UPDATE webhooks SET disabled_at = ${now}, disabled_reason = ${reason}
      WHERE id = ${id} AND disabled_at IS NULL`,
  ]);
}
