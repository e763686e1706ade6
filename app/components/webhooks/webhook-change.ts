import { ok, type Refusal, type Result, refuse } from "../../../workers/domain/refusal.ts";
import { WEBHOOK_EVENTS, type WebhookEventType } from "../../../workers/domain/webhooks/webhook.ts";
import type { WebhookText } from "./webhook-fields.tsx";

export function webhookText({ url, description, events }: WebhookText): WebhookText {
  return { url, description, events };
}

/** What the form was opened with, as it comes back with it; null where that can't be read. */
export function openedWebhook(posted: unknown): WebhookText | null {
  try {
    const { url, description, events } = JSON.parse(String(posted));
    if (typeof url !== "string" || typeof description !== "string" || !Array.isArray(events)) return null;
    return { url, description, events: WEBHOOK_EVENTS.filter((type) => events.includes(type)) };
  } catch {
    return null;
  }
}

/**
 * What somebody changed of what they had before them: the rest stays as it is `now`, whoever changed it meanwhile.
 * Refuses with `changed_meanwhile` where both changed the same to different ends.
 */
export function webhookChange(
  opened: WebhookText,
  typed: WebhookText,
  now: WebhookText,
): Result<Partial<WebhookText>> {
  const fields = (["url", "description"] as const).filter((field) => typed[field] !== opened[field]);
  const clash = fields.some((field) => now[field] !== opened[field] && now[field] !== typed[field]);
  if (clash) return refuse(CHANGED_MEANWHILE);
  const changed = Object.fromEntries(fields.map((field) => [field, typed[field]]));
  const events = changedEvents(opened.events, typed.events, now.events);
  return ok(events ? { ...changed, events } : changed);
}

/** What is before somebody who was told of a clash: of what they changed what it is `now`, of the rest what it was. */
export function openedAfterClash(opened: WebhookText, typed: WebhookText, now: WebhookText): WebhookText {
  const seen = (field: "url" | "description") => (typed[field] === opened[field] ? opened : now)[field];
  return { url: seen("url"), description: seen("description"), events: opened.events };
}

function changedEvents(
  opened: WebhookText["events"],
  typed: WebhookText["events"],
  now: WebhookText["events"],
): readonly WebhookEventType[] | null {
  const touched = WEBHOOK_EVENTS.filter((type) => opened.includes(type) !== typed.includes(type));
  if (touched.length === 0) return null;
  // Refused by its own rule: a webhook is told of something.
  if (typed.length === 0) return [];
  return WEBHOOK_EVENTS.filter((type) => (touched.includes(type) ? typed : now).includes(type));
}

const CHANGED_MEANWHILE: Refusal = {
  reason_code: "changed_meanwhile",
  message: "Somebody else changed this webhook while you did, so nothing was saved.",
  retryable: false,
  next_step: "The top of this page shows what it is now. Save again to set what you entered.",
};
