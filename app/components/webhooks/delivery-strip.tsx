import type { DeliveryStatus } from "../../../workers/domain/webhooks/webhook.ts";
import { successWords } from "./webhook-words.ts";

const LOOKS: Readonly<Record<DeliveryStatus, string>> = {
  succeeded: "h-full bg-ok",
  failed: "h-full bg-bad",
  dropped: "h-2/3 bg-warn",
  waiting: "h-1/3 bg-edge",
};

/** One bar for each of the newest deliveries, the newest at the right; in words beside it. */
export function DeliveryStrip({ recent }: { recent: readonly DeliveryStatus[] }) {
  const words = successWords(recent);
  if (recent.length === 0) return null;
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
      <span aria-hidden className="flex h-4 items-end gap-px">
        {recent.map((status, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: places in a row, not things
          <span key={index} className={`w-1 rounded-sm ${LOOKS[status]}`} />
        ))}
      </span>
      {words ? <span className="text-muted text-xs">{words}</span> : null}
    </div>
  );
}
