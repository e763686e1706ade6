import { database } from "../data/database.ts";
import { emailOf } from "../data/members.ts";
import { disableWebhook } from "../data/webhooks.ts";
import type { DisabledReason } from "../domain/webhooks/webhook.ts";
import { loggableUrl } from "../domain/webhooks/webhook-url.ts";
import { MailError, type Message, type Sender } from "../mail/sender.ts";
import type { Queue } from "./queue.ts";
import type { WebhookSettings } from "./settings.ts";

/** How long mail that can't be sent is tried again, and how often, ms. */
const PATIENCE_MS = 24 * 3_600_000;
const RETRY_MS = 10 * 60_000;

interface Disabling {
  readonly reason: Exclude<DisabledReason, "by_hand">;
  readonly at: number;
  /** The webhook is off; its maker is still to be told. */
  readonly done?: true;
}

interface Ports {
  readonly queue: Queue;
  readonly db: D1Database;
  readonly sender: Sender;
  readonly origin: string;
  readonly now: () => number;
}

/**
 * Switches a webhook off that its endpoint refused or that has failed for too long, then writes to whoever made it; each
 * part is noted as soon as it is done. Answers when to try again, epoch ms; null when nothing is left to do.
 */
export async function finishDisabling(
  { webhook }: WebhookSettings,
  { queue, db, sender, origin, now }: Ports,
): Promise<number | null> {
  const disabling = JSON.parse(queue.setting("disabling") ?? "null") as Disabling | null;
  if (!disabling) return null;
  if (!disabling.done) {
    await disableWebhook(database(db), webhook, disabling.reason, now());
    queue.putSetting("disabling", JSON.stringify({ ...disabling, done: true }));
  }
  const to = await emailOf(database(db), webhook.team_id, webhook.made_by);
  try {
    if (to !== null) await sender.send(mailOf(webhook, disabling, to, origin));
  } catch (error) {
    const permanent = error instanceof MailError && error.permanent;
    if (!permanent && now() - disabling.at < PATIENCE_MS) {
      console.warn(`mail about webhook ${webhook.id} was not sent, trying again: ${String(error)}`);
      return now() + RETRY_MS;
    }
    console.error(`mail about webhook ${webhook.id} is given up: ${String(error)}`);
  }
  queue.putSetting("disabling", null);
  return null;
}

function mailOf(
  { id, url, description }: WebhookSettings["webhook"],
  { reason, at }: Disabling,
  to: string,
  origin: string,
): Message {
  const host = loggableUrl(url);
  const why =
    reason === "gone"
      ? `Its endpoint at ${host} answered 410 Gone: it wants no more deliveries.`
      : `For five days every delivery to ${host} has failed.`;
  const text = [
    `The webhook ${description ? `"${description}" ` : ""}you made was disabled. ${why}`,
    "Nothing is sent to it any more, and nothing new is kept for it. What was waiting goes out once it is enabled again:",
    `${origin}/settings/webhooks/${id}`,
  ].join("\n\n");
  return { id: `webhook.${id}.${at}`, to, subject: `A webhook to ${host} was disabled`, text: `${text}\n` };
}
