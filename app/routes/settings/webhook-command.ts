import { openedAfterClash, openedWebhook, webhookChange } from "~/components/webhooks/webhook-change.ts";
import { postedWebhook, type WebhookText } from "~/components/webhooks/webhook-fields.tsx";
import type { Refusal, Result } from "../../../workers/domain/refusal.ts";
import type { ServiceContext } from "../../../workers/services/context.ts";
import { replayDelivery, sendTest } from "../../../workers/services/webhooks/webhook-deliveries.ts";
import {
  changeWebhook,
  deleteWebhook,
  getWebhook,
  rotateSecret,
} from "../../../workers/services/webhooks/webhooks.ts";

interface Done {
  readonly refusal: Refusal | null;
  /** What was done, for a status line. */
  readonly said: string | null;
  /** Its fields were saved: said beside them. */
  readonly changed: boolean;
  /** A new secret, this one time. */
  readonly secret: string | null;
  /** What was entered and refused. */
  readonly text: WebhookText | null;
  /** What the form now stands against, where somebody else has changed the same. */
  readonly found: WebhookText | null;
}

const NOTHING: Done = { refusal: null, said: null, changed: false, secret: null, text: null, found: null };

/** Does what a button of the webhook's page asks for; `to` where there is another page to go to. */
export async function commandWebhook(
  services: ServiceContext,
  webhook_id: string,
  form: FormData,
): Promise<Done | { readonly to: string }> {
  const intent = form.get("intent");
  switch (intent) {
    case "test":
      return said(
        await sendTest(services, { webhook_id }),
        "A test is on its way: it is the newest delivery below.",
      );
    case "replay": {
      const delivery_id = String(form.get("delivery_id"));
      const replayed = await replayDelivery(services, { webhook_id, delivery_id });
      return said(replayed, "It is on its way again: it is the newest delivery below.");
    }
    case "enable":
    case "disable": {
      const enabled = intent === "enable";
      const changed = await changeWebhook(services, { webhook_id, enabled });
      return said(changed, enabled ? "It is enabled." : "It is disabled.");
    }
    case "rotate": {
      const rotated = await rotateSecret(services, { webhook_id });
      return rotated.ok
        ? { ...NOTHING, secret: rotated.value.secret }
        : { ...NOTHING, refusal: rotated.refusal };
    }
    case "delete": {
      const deleted = await deleteWebhook(services, { webhook_id });
      return deleted.ok ? { to: "/settings/webhooks" } : { ...NOTHING, refusal: deleted.refusal };
    }
    default: {
      const text = postedWebhook(form);
      const now = await getWebhook(services, { webhook_id });
      if (!now.ok) return { ...NOTHING, refusal: now.refusal, text };
      const opened = openedWebhook(form.get("opened")) ?? now.value;
      const change = webhookChange(opened, text, now.value);
      if (!change.ok) {
        return {
          ...NOTHING,
          refusal: change.refusal,
          text,
          found: openedAfterClash(opened, text, now.value),
        };
      }
      const changed = await changeWebhook(services, { webhook_id, ...change.value });
      return changed.ok
        ? { ...NOTHING, said: "It is saved.", changed: true }
        : { ...NOTHING, refusal: changed.refusal, text };
    }
  }
}

function said(result: Result<unknown>, words: string): Done {
  return result.ok ? { ...NOTHING, said: words } : { ...NOTHING, refusal: result.refusal };
}
