/** What an admin decided of a webhook, as its object needs it to deliver. */
import { database } from "../data/database.ts";
import { openText } from "../data/sealed-text.ts";
import { findWebhook, type Webhook } from "../data/webhooks.ts";

export interface WebhookSettings {
  readonly webhook: Webhook;
  /** In plain: the present one, and the one before while it signs too. */
  readonly secrets: readonly string[];
}

/** Null when it was deleted. Throws when D1 fails, or the secrets don't open with this ENCRYPTION_KEY. */
export async function readSettings(
  { DB, ENCRYPTION_KEY }: Pick<Env, "DB" | "ENCRYPTION_KEY">,
  webhook_id: string,
  now: number,
): Promise<WebhookSettings | null> {
  const webhook = await findWebhook(database(DB), webhook_id);
  if (!webhook) return null;
  const { old_secret, old_secret_until } = webhook;
  const old = old_secret !== null && (old_secret_until ?? 0) > now ? [old_secret] : [];
  const seal = { purpose: "webhook", secret: ENCRYPTION_KEY, about: webhook.id };
  const secrets = await Promise.all([webhook.secret, ...old].map((sealed) => openText(sealed, seal)));
  return { webhook, secrets };
}
