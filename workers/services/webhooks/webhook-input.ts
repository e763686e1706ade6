import { invalidInput, ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import {
  WEBHOOK_DESCRIPTION_MAX,
  WEBHOOK_EVENTS,
  WEBHOOKS_MAX,
  type WebhookEventType,
} from "../../domain/webhooks/webhook.ts";
import { checkWebhookUrl, readAllowedHosts } from "../../domain/webhooks/webhook-url.ts";

export interface WebhookInput {
  readonly url: string;
  readonly description?: string | undefined;
  readonly events: readonly WebhookEventType[];
}

export interface WebhookPatch extends Partial<WebhookInput> {
  readonly enabled?: boolean | undefined;
}

/** The fields that are there, as they are kept. Refuses with `invalid_url`, `private_address` or `invalid_input`. */
export function checkWebhook(patch: WebhookPatch, allowed_hosts: string | undefined): Result<WebhookPatch> {
  const { url, description, events, enabled } = patch;
  const address =
    url === undefined ? undefined : checkWebhookUrl(url.trim(), readAllowedHosts(allowed_hosts).hosts);
  if (address && !address.ok) return address;
  if (description !== undefined && description.trim().length > WEBHOOK_DESCRIPTION_MAX) {
    return refuse(
      invalidInput("description", `A description has at most ${WEBHOOK_DESCRIPTION_MAX} characters.`),
    );
  }
  if (events?.length === 0)
    return refuse(invalidInput("events", "A webhook is told of at least one kind of event."));
  return ok({
    ...(address ? { url: address.value } : {}),
    ...(description === undefined ? {} : { description: description.trim() }),
    ...(events ? { events: WEBHOOK_EVENTS.filter((type) => events.includes(type)) } : {}),
    ...(enabled === undefined ? {} : { enabled }),
  });
}

export const TOO_MANY: Refusal = {
  reason_code: "too_many_webhooks",
  message: `A team has at most ${WEBHOOKS_MAX} webhooks.`,
  retryable: false,
  next_step: "Delete one that is no longer used.",
};
