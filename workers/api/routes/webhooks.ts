import {
  getDelivery,
  listDeliveries,
  replayDelivery,
  sendTest,
} from "../../services/webhooks/webhook-deliveries.ts";
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  rotateSecret,
} from "../../services/webhooks/webhooks.ts";
import { json, noContent, type Route, route } from "../route.ts";
import { items } from "../schemas/common.ts";
import * as schemas from "../schemas/webhook.ts";

const ability = "webhooks.manage";

/** Where the team is told of what happens; docs/webhooks.md says how. */
export const webhookRoutes: readonly Route[] = [
  route({
    method: "get",
    path: "/webhooks",
    summary: "The team's webhooks and how they are doing",
    ability,
    answers: { 200: { description: "In order of making", schema: items(schemas.webhook) } },
    handle: async ({ context }) => json(await listWebhooks(context)),
  }),
  route({
    method: "post",
    path: "/webhooks",
    summary: "Make a webhook",
    ability,
    body: schemas.newWebhook,
    limit: 60,
    answers: { 201: { description: "With its secret, shown once", schema: schemas.webhookMade } },
    handle: async ({ context, body }) => json(await createWebhook(context, body), 201),
  }),
  route({
    method: "get",
    path: "/webhooks/{webhook_id}",
    summary: "One webhook",
    ability,
    params: schemas.webhookParams,
    answers: { 200: { description: "The webhook", schema: schemas.webhook } },
    handle: async ({ context, params }) => json(await getWebhook(context, params)),
  }),
  route({
    method: "patch",
    path: "/webhooks/{webhook_id}",
    summary: "Change a webhook: only what is named",
    ability,
    params: schemas.webhookParams,
    body: schemas.webhookPatch,
    answers: { 200: { description: "The webhook", schema: schemas.webhook } },
    handle: async ({ context, params, body }) => json(await changeWebhook(context, { ...body, ...params })),
  }),
  route({
    method: "delete",
    path: "/webhooks/{webhook_id}",
    summary: "Delete a webhook and its history",
    ability,
    params: schemas.webhookParams,
    answers: { 204: { description: "Nothing is sent any more" } },
    handle: async ({ context, params }) => noContent(await deleteWebhook(context, params)),
  }),
  route({
    method: "post",
    path: "/webhooks/{webhook_id}/rotate-secret",
    summary: "A new secret; the one before signs too for a day",
    ability,
    params: schemas.webhookParams,
    limit: 60,
    answers: { 200: { description: "With its secret, shown once", schema: schemas.webhookMade } },
    handle: async ({ context, params }) => json(await rotateSecret(context, params)),
  }),
  route({
    method: "post",
    path: "/webhooks/{webhook_id}/test",
    summary: "Send a webhook.test event",
    ability,
    params: schemas.webhookParams,
    limit: 60,
    answers: { 202: { description: "Its delivery", schema: schemas.delivery } },
    handle: async ({ context, params }) => json(await sendTest(context, params), 202),
  }),
  route({
    method: "get",
    path: "/webhooks/{webhook_id}/deliveries",
    summary: "What was sent and what waits",
    ability,
    params: schemas.webhookParams,
    query: schemas.deliveriesQuery,
    answers: { 200: { description: "Newest first", schema: schemas.deliveryPage } },
    handle: async ({ context, params, query: { status, ...page } }) =>
      json(await listDeliveries(context, { ...page, ...params, failed: status === "failed" })),
  }),
  route({
    method: "get",
    path: "/webhooks/{webhook_id}/deliveries/{delivery_id}",
    summary: "One delivery with its payload and every attempt",
    ability,
    params: schemas.deliveryParams,
    answers: { 200: { description: "The delivery", schema: schemas.deliveryDetail } },
    handle: async ({ context, params }) => json(await getDelivery(context, params)),
  }),
  route({
    method: "post",
    path: "/webhooks/{webhook_id}/deliveries/{delivery_id}/replay",
    summary: "Send the same event again",
    ability,
    params: schemas.deliveryParams,
    limit: 120,
    answers: { 202: { description: "The new delivery", schema: schemas.delivery } },
    handle: async ({ context, params }) => json(await replayDelivery(context, params), 202),
  }),
];
