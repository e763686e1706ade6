/** A webhook of a team, and the real endpoint that it leads to (tests/webhook-receiver.ts). */
import { expect, inject } from "vitest";
import type {} from "../../tests/webhooks.setup.ts";
import type { WebhookEvent } from "../domain/webhooks/webhook.ts";
import type { WebhookMade } from "../services/webhooks/webhooks.ts";
import { call, type Person } from "./people.ts";

export interface ReceivedDelivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly event: WebhookEvent;
}

/** Where the key's deliveries arrive; reached because WEBHOOK_ALLOWED_HOSTS names that host. */
export function endpoint(key: string): string {
  return `http://localhost:${inject("webhookReceiver")}/hooks/${key}`;
}

export async function received(key: string): Promise<ReceivedDelivery[]> {
  const answer = await fetch(`http://127.0.0.1:${inject("webhookReceiver")}/received?key=${key}`);
  const all = (await answer.json()) as Omit<ReceivedDelivery, "event">[];
  return all.map((one) => ({ ...one, event: JSON.parse(one.body) as WebhookEvent }));
}

/** How the next deliveries are answered, the last manner from then on. */
export async function answering(key: string, ...manners: readonly string[]): Promise<void> {
  const query = new URLSearchParams({ key, list: manners.join(",") });
  await fetch(`http://127.0.0.1:${inject("webhookReceiver")}/manners?${query}`, { method: "PUT" });
}

export async function makeWebhook(
  person: Person,
  key: string,
  events: readonly string[] = ["sandbox.state_changed"],
): Promise<WebhookMade> {
  const made = await call(person, "POST", "/webhooks", { url: endpoint(key), events });
  expect(made).toMatchObject({ status: 201 });
  return made.body as WebhookMade;
}

/** Waits for so many deliveries to have arrived. */
export async function arrived(key: string, count: number): Promise<ReceivedDelivery[]> {
  await expect
    .poll(async () => (await received(key)).length, { timeout: 20_000 })
    .toBeGreaterThanOrEqual(count);
  return received(key);
}
