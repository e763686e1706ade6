import type {
  AttemptBody,
  DeliveryBody,
  DeliveryDetailBody,
  WebhookEvent,
} from "../domain/webhooks/webhook.ts";
import type { Attempt, Delivery } from "./queue.ts";

const ID = /^dlv_(\d{1,15})$/;

/** The number behind an id as programs know it; null for what is none. */
export function deliveryNumber(delivery_id: string): number | null {
  const number = ID.exec(delivery_id)?.[1];
  return number === undefined ? null : Number(number);
}

export function deliveryBody(delivery: Delivery, last: Attempt | null): DeliveryBody {
  const { id, event_id, type, sandbox, status, created_at, attempts, due_at, replay_of } = delivery;
  return {
    delivery_id: `dlv_${id}`,
    event_id,
    type: type as WebhookEvent["type"],
    sandbox,
    data: (JSON.parse(delivery.payload) as WebhookEvent).data,
    status,
    created_at: iso(created_at),
    attempts,
    next_attempt_at: due_at === null ? null : iso(due_at),
    last_attempt: last && attemptBody(last),
    replay_of: replay_of === null ? null : `dlv_${replay_of}`,
  };
}

export function deliveryDetailBody(delivery: Delivery, attempts: readonly Attempt[]): DeliveryDetailBody {
  const { payload } = delivery;
  return {
    ...deliveryBody(delivery, attempts.at(-1) ?? null),
    payload,
    attempt_list: attempts.map(attemptBody),
  };
}

function attemptBody({ at, duration_ms, status, problem, answer }: Attempt): AttemptBody {
  return { at: iso(at), duration_ms, status, problem, answer };
}

export function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
