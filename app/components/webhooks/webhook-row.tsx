import { Link } from "react-router";
import type { WebhookBody } from "../../../workers/domain/webhooks/webhook.ts";
import { Ago } from "../controls/relative-time.tsx";
import { Chip } from "../controls/state-chip.tsx";
import { DeliveryStrip } from "./delivery-strip.tsx";
import { webhookStatus } from "./webhook-words.ts";

export function WebhookRow({ webhook }: { webhook: WebhookBody }) {
  const { webhook_id, url, description, events, health } = webhook;
  const { words, tone } = webhookStatus(webhook);
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] items-start justify-items-start gap-x-4 gap-y-2 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <h3 className="break-all font-medium">
          <Link to={`/settings/webhooks/${webhook_id}`} prefetch="intent" className="hover:underline">
            {description || url}
          </Link>
        </h3>
        {description ? <p className="break-all text-muted text-xs">{url}</p> : null}
        <p className="mt-1 text-muted text-xs">
          {events.length === 1 ? "1 kind of event" : `${events.length} kinds of events`}
          {health?.last_delivery ? (
            <>
              {" · last attempt "}
              <Ago at={health.last_delivery.at} />
            </>
          ) : null}
          {health && health.waiting > 0 ? ` · ${health.waiting} waiting` : null}
        </p>
      </div>
      <Chip tone={tone}>{words}</Chip>
      <div className="sm:col-span-2">
        <DeliveryStrip recent={health?.recent ?? []} />
      </div>
    </li>
  );
}
