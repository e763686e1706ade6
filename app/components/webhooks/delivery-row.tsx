import { Link } from "react-router";
import type { DeliveryBody, DeliveryDetailBody } from "../../../workers/domain/webhooks/webhook.ts";
import { Ago, Until } from "../controls/relative-time.tsx";
import { Chip } from "../controls/state-chip.tsx";
import { DeliveryDetail } from "./delivery-detail.tsx";
import { DELIVERY_WORDS, eventSummary } from "./webhook-words.ts";

interface DeliveryRowProps {
  delivery: DeliveryBody;
  /** Everything about it, when it is the one that is looked at. */
  detail: DeliveryDetailBody | null;
  /** Where it is looked at, or no longer. */
  to: string;
  mayReplay: boolean;
  busy: boolean;
}

/** One delivery; the one that is looked at unfolds below its line. */
export function DeliveryRow({ delivery, detail, to, mayReplay, busy }: DeliveryRowProps) {
  const { delivery_id, type, sandbox, status, created_at, attempts, next_attempt_at, replay_of } = delivery;
  const { words, tone } = DELIVERY_WORDS[status];
  const summary = eventSummary(delivery.data);
  return (
    <li id={delivery_id} className="grid gap-3 px-4 py-2.5">
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-4 gap-y-1">
        <div className="min-w-0">
          <p className="flex flex-wrap items-baseline gap-x-2">
            <Link
              to={to}
              preventScrollReset
              aria-expanded={detail !== null}
              aria-label={`${type} ${sandbox ?? ""} ${summary ?? ""}`}
              className="break-all font-mono text-xs hover:underline"
            >
              {type}
            </Link>
            {sandbox ? <span className="break-words">{sandbox}</span> : null}
            {summary ? <span className="text-muted text-xs">{summary}</span> : null}
          </p>
          <p className="text-muted text-xs">
            <Ago at={created_at} />
            {attempts > 1 ? ` · ${attempts} attempts` : null}
            {next_attempt_at && attempts > 0 ? (
              <>
                {" · next in "}
                <Until at={next_attempt_at} />
              </>
            ) : null}
            {replay_of ? " · sent again" : null}
          </p>
        </div>
        <Chip tone={tone}>
          {words}
          {status !== "succeeded" && delivery.last_attempt?.status ? (
            <span className="font-normal">· {delivery.last_attempt.status}</span>
          ) : null}
        </Chip>
      </div>
      {detail ? <DeliveryDetail delivery={detail} mayReplay={mayReplay} busy={busy} /> : null}
    </li>
  );
}
