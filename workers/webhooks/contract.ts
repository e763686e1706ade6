import type { Result } from "../domain/refusal.ts";
import type { Announcement } from "../domain/webhooks/announcement.ts";
import type {
  DeliveryBody,
  DeliveryDetailBody,
  DeliveryPage,
  WebhookEvent,
  WebhookHealth,
} from "../domain/webhooks/webhook.ts";

/** What others may ask of a webhook's Durable Object, by RPC. Access has been decided before. */
export interface WebhookApi {
  /**
   * Puts events into the queue, in their order. Each number of a sandbox is taken once, however often it is brought:
   * a sandbox brings its events in the order of its journal.
   */
  take(webhook_id: string, announcements: readonly Announcement[]): Promise<void>;
  /** Puts an event into the queue that no sandbox's journal has; answers its delivery. */
  send(webhook_id: string, event: WebhookEvent): Promise<DeliveryBody>;
  /** Sends a delivery again: another one, of the same event. One that waits is tried now instead. Null: unknown. */
  replay(delivery_id: string): Promise<DeliveryBody | null>;
  /** Newest first. */
  deliveries(filter: DeliveryFilter): Promise<Result<DeliveryPage>>;
  delivery(delivery_id: string): Promise<DeliveryDetailBody | null>;
  health(): Promise<WebhookHealth>;
  /** Its decisions have changed: what waited while it was disabled goes on. */
  changed(webhook_id: string): Promise<void>;
  /** Keeps nothing of it: it was deleted. */
  forget(): Promise<void>;
}

export interface DeliveryFilter {
  /** Only those that have failed or were dropped. */
  readonly failed: boolean;
  readonly cursor?: string;
  readonly limit: number;
}

export type WebhookStub = WebhookApi;

/** Reaches the one that delivers for this webhook. */
export function webhookStub(namespace: DurableObjectNamespace, id: string): WebhookStub {
  // As for sandboxes: the stub's generated type is more than TypeScript can follow.
  return namespace.get(namespace.idFromName(id)) as unknown as WebhookStub;
}
