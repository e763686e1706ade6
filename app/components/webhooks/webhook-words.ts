import type {
  DeliveryStatus,
  WebhookBody,
  WebhookEvent,
  WebhookEventType,
} from "../../../workers/domain/webhooks/webhook.ts";
import type { Tone } from "../controls/state-words.ts";

/** What each kind of event tells, in the order in which they are offered. */
export const EVENT_WORDS: Readonly<Record<WebhookEventType, string>> = {
  "sandbox.state_changed": "A sandbox starts, runs, is saved, ends or fails",
  "sandbox.teardown_warned": "A sandbox is about to be stopped by the policy",
  "sandbox.save_failed": "A save failed, and the sandbox is kept",
  "sandbox.deleted": "An archived sandbox is deleted for good",
  "export.succeeded": "An export is ready",
  "export.failed": "An export failed",
};

export function eventWords(type: WebhookEvent["type"]): string {
  return type === "webhook.test" ? "A test that somebody sent" : EVENT_WORDS[type];
}

/** What one event says, in short: "running → saving"; null where its type says it all. */
export function eventSummary(data: Readonly<Record<string, unknown>>): string | null {
  const { from, to, reason_code, kind, reason } = data;
  if (from && to) return `${from} → ${to}`;
  const words = [kind, reason_code ?? reason].filter((word) => typeof word === "string");
  return words.length > 0 ? words.join(", ").replaceAll("_", " ") : null;
}

interface StatusWords {
  readonly words: string;
  readonly tone: Tone;
}

export const DELIVERY_WORDS: Readonly<Record<DeliveryStatus, StatusWords>> = {
  waiting: { words: "Waiting", tone: "busy" },
  succeeded: { words: "Delivered", tone: "ok" },
  failed: { words: "Failed", tone: "bad" },
  dropped: { words: "Dropped", tone: "warn" },
};

export function webhookStatus({ enabled, health }: Pick<WebhookBody, "enabled" | "health">): StatusWords {
  if (!enabled) return { words: "Disabled", tone: "idle" };
  if (!health) return { words: "Deliveries can't be read now", tone: "warn" };
  if (health.failing_since) return { words: "Failing", tone: "bad" };
  if (!health.last_delivery) return { words: "Nothing sent yet", tone: "idle" };
  return { words: "Delivering", tone: "ok" };
}

/** "38 of the last 40 deliveries arrived"; null where there are none. */
export function successWords(recent: readonly DeliveryStatus[]): string | null {
  if (recent.length === 0) return null;
  const ended = recent.filter((status) => status !== "waiting");
  if (ended.length === 0) return "Nothing has arrived yet";
  const arrived = ended.filter((status) => status === "succeeded").length;
  if (ended.length === 1)
    return arrived === 1 ? "The only delivery arrived" : "The only delivery did not arrive";
  return `${arrived} of the last ${ended.length} deliveries arrived`;
}

/** Why nothing is sent, and the way on; null while it is enabled. */
export function disabledWords({ disabled }: Pick<WebhookBody, "disabled">) {
  switch (disabled?.reason) {
    case "by_hand":
      return {
        message: "This webhook is disabled: nothing is sent, and nothing new is kept for it.",
        next_step: "Enable it when its endpoint is ready. What was waiting goes out then.",
      };
    case "gone":
      return {
        message: "Its endpoint answered 410 Gone, so the webhook was disabled.",
        next_step: "Change its URL, or delete it. Enable it if that was a mistake.",
      };
    case "failing":
      return {
        message: "For five days every delivery failed, so the webhook was disabled.",
        next_step: "Look at the answers below, repair the endpoint, then enable the webhook again.",
      };
    case undefined:
      return null;
  }
}
