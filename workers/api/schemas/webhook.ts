import { z } from "@hono/zod-openapi";
import { PAGE_LIMIT_MAX } from "../../domain/sandbox/listing.ts";
import {
  type AttemptBody,
  DELIVERY_STATUSES,
  type DeliveryBody,
  type DeliveryDetailBody,
  TEST_EVENT,
  WEBHOOK_DESCRIPTION_MAX,
  WEBHOOK_EVENTS,
  WEBHOOK_URL_MAX,
  type WebhookBody,
} from "../../domain/webhooks/webhook.ts";
import { time } from "./common.ts";

const eventType = z.enum(WEBHOOK_EVENTS);
const status = z.enum(DELIVERY_STATUSES);

const webhookFields = {
  webhook_id: z.string(),
  url: z.string(),
  description: z.string(),
  events: z.array(eventType),
  enabled: z.boolean(),
  disabled: z.strictObject({ at: time, reason: z.enum(["by_hand", "gone", "failing"]) }).nullable(),
  made_by: z.string().nullable(),
  created_at: time,
  old_secret_until: time.nullable(),
  health: z
    .strictObject({
      last_delivery: z.strictObject({ at: time, succeeded: z.boolean() }).nullable(),
      failing_since: time.nullable(),
      waiting: z.int().openapi({ description: "Deliveries that are still to be made" }),
      recent: z.array(status),
    })
    .nullable()
    .openapi({ description: "Null where what it has sent can't be read now" }),
};

export const webhook = z.strictObject(webhookFields).openapi("Webhook") satisfies z.ZodType<WebhookBody>;
export const webhookMade = z.strictObject({ ...webhookFields, secret: z.string() }).openapi("WebhookMade");

export const newWebhook = z
  .strictObject({
    url: z.string().min(1).max(WEBHOOK_URL_MAX),
    description: z.string().max(WEBHOOK_DESCRIPTION_MAX).optional(),
    events: z.array(eventType).min(1),
  })
  .openapi("NewWebhook");

export const webhookPatch = z
  .strictObject({
    url: z.string().min(1).max(WEBHOOK_URL_MAX).optional(),
    description: z.string().max(WEBHOOK_DESCRIPTION_MAX).optional(),
    events: z.array(eventType).min(1).optional(),
    enabled: z.boolean().optional(),
  })
  .openapi("WebhookPatch");

export const webhookParams = z.object({ webhook_id: z.string().min(1).max(64) });
export const deliveryParams = webhookParams.extend({ delivery_id: z.string().min(1).max(64) });

export const deliveriesQuery = z.object({
  status: z.enum(["failed"]).optional(),
  cursor: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT_MAX).optional(),
});

export const attempt = z
  .strictObject({
    at: time,
    duration_ms: z.int(),
    status: z
      .int()
      .nullable()
      .openapi({ description: "HTTP status of the answer; null when there was none" }),
    problem: z.string().nullable(),
    answer: z.string(),
  })
  .openapi("WebhookAttempt") satisfies z.ZodType<AttemptBody>;

const deliveryFields = {
  delivery_id: z.string(),
  event_id: z.string(),
  type: z.enum([...WEBHOOK_EVENTS, TEST_EVENT]),
  sandbox: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
  status,
  created_at: time,
  attempts: z.int().openapi({ description: "How often it was sent" }),
  next_attempt_at: time.nullable(),
  last_attempt: attempt.nullable(),
  replay_of: z.string().nullable(),
};

export const delivery = z
  .strictObject(deliveryFields)
  .openapi("WebhookDelivery") satisfies z.ZodType<DeliveryBody>;

export const deliveryDetail = z
  .strictObject({ ...deliveryFields, payload: z.string(), attempt_list: z.array(attempt) })
  .openapi("WebhookDeliveryDetail") satisfies z.ZodType<DeliveryDetailBody>;

export const deliveryPage = z.strictObject({ items: z.array(delivery), next_cursor: z.string().nullable() });
