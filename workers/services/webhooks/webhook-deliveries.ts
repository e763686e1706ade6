/** What a webhook has sent and is to send. */
import { notFound } from "../../domain/access.ts";
import { ok, type Result, refuse } from "../../domain/refusal.ts";
import { PAGE_LIMIT_DEFAULT } from "../../domain/sandbox/listing.ts";
import {
  type DeliveryBody,
  type DeliveryDetailBody,
  type DeliveryPage,
  TEST_EVENT,
  webhookDisabled,
} from "../../domain/webhooks/webhook.ts";
import { webhookStub } from "../../webhooks/contract.ts";
import { audited, guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { findWebhook } from "./webhooks.ts";

export interface DeliveriesInput {
  readonly webhook_id: string;
  /** Only those that have failed or were dropped. */
  readonly failed?: boolean | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

export interface DeliveryInput {
  readonly webhook_id: string;
  readonly delivery_id: string;
}

/** Newest first. */
export async function listDeliveries(
  context: ServiceContext,
  { webhook_id, failed = false, cursor, limit = PAGE_LIMIT_DEFAULT }: DeliveriesInput,
): Promise<Result<DeliveryPage>> {
  const deed = { action: "webhook.deliveries_read", target: `webhook:${webhook_id}` };
  return guarded(context, deed, async () => {
    const found = await findWebhook(context, webhook_id);
    if (!found.ok) return found;
    const filter = { failed, limit, ...(cursor === undefined ? {} : { cursor }) };
    return webhookStub(context.env.WEBHOOK, webhook_id).deliveries(filter);
  });
}

export async function getDelivery(
  context: ServiceContext,
  { webhook_id, delivery_id }: DeliveryInput,
): Promise<Result<DeliveryDetailBody>> {
  const deed = { action: "webhook.deliveries_read", target: `webhook:${webhook_id}` };
  return guarded(context, deed, async () => {
    const found = await findWebhook(context, webhook_id);
    if (!found.ok) return found;
    const delivery = await webhookStub(context.env.WEBHOOK, webhook_id).delivery(delivery_id);
    return delivery ? ok(delivery) : refuse(notFound("delivery"));
  });
}

/** Sends the same event again, as another delivery; one that still waits is tried now. Refuses with `webhook_disabled`. */
export async function replayDelivery(
  context: ServiceContext,
  { webhook_id, delivery_id }: DeliveryInput,
): Promise<Result<DeliveryBody>> {
  const deed = { action: "webhook.replayed", target: `webhook:${webhook_id}`, data: { delivery_id } };
  return audited(context, deed, async () => {
    const found = await findWebhook(context, webhook_id);
    if (!found.ok) return found;
    if (found.value.disabled_at !== null) return refuse(webhookDisabled());
    const delivery = await webhookStub(context.env.WEBHOOK, webhook_id).replay(delivery_id);
    return delivery ? ok(delivery) : refuse(notFound("delivery"));
  });
}

/** Sends an event that says nothing but that it is a test. Refuses with `webhook_disabled`. */
export async function sendTest(
  context: ServiceContext,
  { webhook_id }: { readonly webhook_id: string },
): Promise<Result<DeliveryBody>> {
  return audited(context, { action: "webhook.tested", target: `webhook:${webhook_id}` }, async () => {
    const found = await findWebhook(context, webhook_id);
    if (!found.ok) return found;
    if (found.value.disabled_at !== null) return refuse(webhookDisabled());
    const { env, viewer, now } = context;
    const event = {
      id: `evt_${crypto.randomUUID()}`,
      type: TEST_EVENT,
      at: new Date(now).toISOString(),
      team_id: viewer.team_id,
      sandbox: null,
      actor: viewer.name,
      data: {},
    } as const;
    return ok(await webhookStub(env.WEBHOOK, webhook_id).send(webhook_id, event));
  });
}
