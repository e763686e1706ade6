import { Webhook } from "standardwebhooks";

/**
 * Headers of a delivery as Standard Webhooks has them; one signature per secret.
 * @param at of the attempt, epoch ms
 */
export function signedHeaders(
  id: string,
  payload: string,
  secrets: readonly string[],
  at: number,
): Record<string, string> {
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, new Date(at), payload));
  return {
    "content-type": "application/json",
    "user-agent": "Sandbar-Webhooks",
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at / 1000)),
    "webhook-signature": signatures.join(" "),
  };
}
