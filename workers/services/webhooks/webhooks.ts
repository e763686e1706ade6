/** Where a team is told of what happens: made, changed and deleted by admins; delivered by each webhook's own object. */
import { database } from "../../data/database.ts";
import { sealText } from "../../data/sealed-text.ts";
import {
  changeWebhook as changeRow,
  deleteWebhook as deleteRow,
  findTeamWebhook,
  insertWebhook,
  type ListedWebhook,
  listWebhooks as listRows,
  type WebhookChange,
} from "../../data/webhooks.ts";
import { can, notFound } from "../../domain/access.ts";
import { ok, type Result, refuse } from "../../domain/refusal.ts";
import { OLD_SECRET_MS, type WebhookBody, type WebhookHealth } from "../../domain/webhooks/webhook.ts";
import { loggableUrl } from "../../domain/webhooks/webhook-url.ts";
import { webhookStub } from "../../webhooks/contract.ts";
import { audited, guarded } from "../audit/audit-trail.ts";
import type { ServiceContext, ServiceEnv } from "../context.ts";
import { checkWebhook, TOO_MANY, type WebhookInput, type WebhookPatch } from "./webhook-input.ts";

export type WebhookMade = WebhookBody & { readonly secret: string };

/** In order of making. */
export async function listWebhooks(
  context: ServiceContext,
): Promise<Result<{ readonly items: readonly WebhookBody[] }>> {
  return guarded(context, { action: "webhook.list", target: null }, async () => {
    const { env, viewer } = context;
    const decision = can(viewer, "webhooks.manage");
    if (!decision.ok) return decision;
    const rows = await listRows(database(env.DB), viewer.team_id);
    return ok({ items: await Promise.all(rows.map((row) => withHealth(env, row))) });
  });
}

export async function getWebhook(
  context: ServiceContext,
  { webhook_id }: { readonly webhook_id: string },
): Promise<Result<WebhookBody>> {
  return guarded(context, { action: "webhook.read", target: `webhook:${webhook_id}` }, async () => {
    const found = await findWebhook(context, webhook_id);
    return found.ok ? ok(await withHealth(context.env, found.value)) : found;
  });
}

/** `secret` is shown this once. Refuses with `invalid_url`, `private_address`, `invalid_input` or `too_many_webhooks`. */
export async function createWebhook(
  context: ServiceContext,
  input: WebhookInput,
): Promise<Result<WebhookMade>> {
  const id = `wh_${crypto.randomUUID()}`;
  const { env, viewer, now } = context;
  const deed = {
    action: "webhook.created",
    target: `webhook:${id}`,
    data: { to: loggableUrl(input.url), events: input.events },
  };
  return audited(context, deed, async () => {
    const decision = can(viewer, "webhooks.manage");
    if (!decision.ok) return decision;
    const checked = checkWebhook(input, env.WEBHOOK_ALLOWED_HOSTS);
    if (!checked.ok) return checked;
    const { url, description = "", events = [] } = checked.value;
    const secret = newSecret();
    const row = {
      id,
      team_id: viewer.team_id,
      url: url ?? "",
      description,
      events,
      secret: await seal(env, id, secret),
      old_secret: null,
      old_secret_until: null,
      made_by: viewer.user_id,
      created_at: now,
      disabled_at: null,
      disabled_reason: null,
    };
    if (!(await insertWebhook(database(env.DB), row))) return refuse(TOO_MANY);
    return ok({ ...(await withHealth(env, { ...row, maker: viewer.name })), secret });
  });
}

/** Changes only what it names. What waited while it was disabled goes out once it is enabled. */
export async function changeWebhook(
  context: ServiceContext,
  { webhook_id, ...patch }: WebhookPatch & { readonly webhook_id: string },
): Promise<Result<WebhookBody>> {
  const { url, events, enabled, description } = patch;
  const data = {
    ...(url === undefined ? {} : { to: loggableUrl(url) }),
    ...(events ? { events } : {}),
    ...(enabled === undefined ? {} : { enabled }),
    ...(description === undefined ? {} : { description: true }),
  };
  const deed = { action: "webhook.changed", target: `webhook:${webhook_id}`, data };
  return audited(context, deed, async () => {
    const found = await findWebhook(context, webhook_id);
    if (!found.ok) return found;
    const { env, viewer, now } = context;
    const checked = checkWebhook(patch, env.WEBHOOK_ALLOWED_HOSTS);
    if (!checked.ok) return checked;
    const { enabled: _, ...plain } = checked.value;
    const change: WebhookChange = { ...plain, ...switched(found.value, enabled, now) };
    if (Object.keys(change).length > 0) {
      const db = database(env.DB);
      if (!(await changeRow(db, viewer.team_id, webhook_id, change))) return refuse(notFound("webhook"));
      if ("disabled_at" in change || "url" in change)
        await webhookStub(env.WEBHOOK, webhook_id).changed(webhook_id);
    }
    return ok(await withHealth(env, { ...found.value, ...change }));
  });
}

/** Nothing is sent any more, and nothing is kept of what was. */
export async function deleteWebhook(
  context: ServiceContext,
  { webhook_id }: { readonly webhook_id: string },
): Promise<Result<null>> {
  return audited(context, { action: "webhook.deleted", target: `webhook:${webhook_id}` }, async () => {
    const found = await findWebhook(context, webhook_id);
    if (!found.ok) return found;
    const { env, viewer } = context;
    if (!(await deleteRow(database(env.DB), viewer.team_id, webhook_id))) return refuse(notFound("webhook"));
    // Without its row it sends nothing; should this fail, it forgets what it has by itself when it next wakes.
    await webhookStub(env.WEBHOOK, webhook_id).forget();
    return ok(null);
  });
}

/** A new secret, shown this once; the one before signs too for a day. */
export async function rotateSecret(
  context: ServiceContext,
  { webhook_id }: { readonly webhook_id: string },
): Promise<Result<WebhookMade>> {
  const deed = { action: "webhook.secret_rotated", target: `webhook:${webhook_id}` };
  return audited(context, deed, async () => {
    const found = await findWebhook(context, webhook_id);
    if (!found.ok) return found;
    const { env, viewer, now } = context;
    const secret = newSecret();
    const change = {
      secret: await seal(env, webhook_id, secret),
      old_secret: found.value.secret,
      old_secret_until: now + OLD_SECRET_MS,
    };
    const changed = await changeRow(database(env.DB), viewer.team_id, webhook_id, change);
    if (!changed) return refuse(notFound("webhook"));
    return ok({ ...(await withHealth(env, { ...found.value, ...change })), secret });
  });
}

/** Refuses as `can` does, or with `not_found`: whoever may not manage webhooks is not told which there are. */
export async function findWebhook(context: ServiceContext, id: string): Promise<Result<ListedWebhook>> {
  const { env, viewer } = context;
  const decision = can(viewer, "webhooks.manage");
  if (!decision.ok) return decision;
  const found = await findTeamWebhook(database(env.DB), viewer.team_id, id);
  return found ? ok(found) : refuse(notFound("webhook"));
}

/** What enabling or disabling changes; nothing where it is so already. */
function switched(webhook: ListedWebhook, enabled: boolean | undefined, now: number): WebhookChange {
  if (enabled === undefined || enabled === (webhook.disabled_at === null)) return {};
  return enabled
    ? { disabled_at: null, disabled_reason: null }
    : { disabled_at: now, disabled_reason: "by_hand" };
}

/** 32 random bytes, as Standard Webhooks writes secrets. */
function newSecret(): string {
  return `whsec_${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))}`;
}

function seal({ ENCRYPTION_KEY }: ServiceEnv, id: string, secret: string): Promise<string> {
  return sealText(secret, { purpose: "webhook", secret: ENCRYPTION_KEY, about: id });
}

async function withHealth(env: ServiceEnv, row: ListedWebhook): Promise<WebhookBody> {
  return bodyOf(row, await readHealth(env, row.id));
}

/** One object that fails hides neither the other webhooks, nor what was just decided of this one, nor its new secret. */
async function readHealth(env: ServiceEnv, id: string): Promise<WebhookHealth | null> {
  try {
    return await webhookStub(env.WEBHOOK, id).health();
  } catch (error) {
    console.error(`the deliveries of webhook ${id} can't be read: ${String(error)}`);
    return null;
  }
}

function bodyOf(row: ListedWebhook, health: WebhookHealth | null): WebhookBody {
  const { disabled_at, disabled_reason, old_secret_until } = row;
  return {
    webhook_id: row.id,
    url: row.url,
    description: row.description,
    events: row.events,
    enabled: disabled_at === null,
    disabled: disabled_at === null ? null : { at: iso(disabled_at), reason: disabled_reason ?? "by_hand" },
    made_by: row.maker,
    created_at: iso(row.created_at),
    old_secret_until: old_secret_until === null ? null : iso(old_secret_until),
    health,
  };
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
