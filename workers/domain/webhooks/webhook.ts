/** What webhooks tell, and what people and programs read of them. Times in bodies are ISO 8601 UTC. */
import type { Refusal } from "../refusal.ts";
import type { State } from "../sandbox.ts";

export const WEBHOOK_EVENTS = [
  "sandbox.state_changed",
  "sandbox.teardown_warned",
  "sandbox.save_failed",
  "sandbox.deleted",
  "export.succeeded",
  "export.failed",
] as const;
export type WebhookEventType = (typeof WEBHOOK_EVENTS)[number];

/** Only ever sent because somebody asked for it; every webhook takes it. */
export const TEST_EVENT = "webhook.test";

/** The body of a delivery: the same bytes at every attempt. */
export interface WebhookEvent {
  /** The same at every attempt and replay, and for every webhook: receivers know a repetition by it. */
  readonly id: string;
  readonly type: WebhookEventType | typeof TEST_EVENT;
  readonly at: string;
  readonly team_id: string;
  /** As it was right after the event; null where it is about none. */
  readonly sandbox: {
    readonly id: string;
    readonly name: string;
    readonly owner: { readonly user_id: string; readonly name: string };
    readonly state: State;
    readonly web_url: string;
  } | null;
  /** Who did it, as people read it. */
  readonly actor: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Most webhooks of one team. */
export const WEBHOOKS_MAX = 20;
/** Characters. */
export const WEBHOOK_URL_MAX = 2_000;
export const WEBHOOK_DESCRIPTION_MAX = 200;
/** After a rotation the secret before signs too for so long, ms. */
export const OLD_SECRET_MS = 24 * 3_600_000;
/** Nothing but failures for so long disables a webhook, ms. */
export const FAILING_MS = 5 * 24 * 3_600_000;
/** Deliveries that a webhook keeps: so many that have ended, and so many that wait. */
export const DELIVERIES_KEPT = 1_000;

/** Why nothing is sent: an admin switched it off, its endpoint said 410 Gone, or it failed for too long. */
export type DisabledReason = "by_hand" | "gone" | "failing";

/** `waiting` has another attempt before it; `dropped` made room for newer ones in a full queue. */
export const DELIVERY_STATUSES = ["waiting", "succeeded", "failed", "dropped"] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export interface WebhookHealth {
  readonly last_delivery: { readonly at: string; readonly succeeded: boolean } | null;
  /** Since when every attempt has failed; null while the last one succeeded. */
  readonly failing_since: string | null;
  readonly waiting: number;
  /** How the newest deliveries stand, oldest first, at most 40. */
  readonly recent: readonly DeliveryStatus[];
}

export interface WebhookBody {
  readonly webhook_id: string;
  readonly url: string;
  readonly description: string;
  readonly events: readonly WebhookEventType[];
  readonly enabled: boolean;
  readonly disabled: { readonly at: string; readonly reason: DisabledReason } | null;
  /** Their name; null when they have left. */
  readonly made_by: string | null;
  readonly created_at: string;
  /** Until when the secret before the last rotation signs too. */
  readonly old_secret_until: string | null;
  /** Null where what it has sent can't be read now. */
  readonly health: WebhookHealth | null;
}

export interface AttemptBody {
  readonly at: string;
  readonly duration_ms: number;
  /** Of the answer; null when there was none. */
  readonly status: number | null;
  /** Why it counts as failed, as a sentence; null when it succeeded. */
  readonly problem: string | null;
  /** The answer's first 1 KB. */
  readonly answer: string;
}

export interface DeliveryBody {
  readonly delivery_id: string;
  readonly event_id: string;
  readonly type: WebhookEvent["type"];
  /** The sandbox's name. */
  readonly sandbox: string | null;
  /** What the event says, by its type. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly status: DeliveryStatus;
  readonly created_at: string;
  readonly attempts: number;
  readonly next_attempt_at: string | null;
  readonly last_attempt: AttemptBody | null;
  /** The delivery that somebody asked to have sent again. */
  readonly replay_of: string | null;
}

export interface DeliveryDetailBody extends DeliveryBody {
  /** The exact bytes that are sent. */
  readonly payload: string;
  /** Oldest first. */
  readonly attempt_list: readonly AttemptBody[];
}

export interface DeliveryPage {
  readonly items: readonly DeliveryBody[];
  readonly next_cursor: string | null;
}

export function webhookDisabled(): Refusal {
  return {
    reason_code: "webhook_disabled",
    message: "The webhook is disabled, so nothing is sent.",
    retryable: false,
    next_step: "Enable it first.",
  };
}
