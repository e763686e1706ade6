import { CircleCheck, Send } from "lucide-react";
import { Link } from "react-router";
import type { DeliveryDetailBody, DeliveryPage } from "../../../workers/domain/webhooks/webhook.ts";
import { EmptyState } from "../controls/empty-state.tsx";
import { DeliveryRow } from "./delivery-row.tsx";

interface WebhookDeliveriesProps {
  page: DeliveryPage;
  detail: DeliveryDetailBody | null;
  /** Only those that have failed or were dropped are listed. */
  failed: boolean;
  cursor: string | null;
  mayReplay: boolean;
  busy: boolean;
}

export function WebhookDeliveries({ page, detail, failed, cursor, mayReplay, busy }: WebhookDeliveriesProps) {
  const at = (more: Record<string, string>) =>
    `?${new URLSearchParams({ ...(failed ? { failed: "1" } : {}), ...more })}`;
  const here: Record<string, string> = cursor ? { cursor } : {};
  return (
    <section aria-labelledby="deliveries-title" className="grid gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 id="deliveries-title" className="font-medium">
          Deliveries
        </h3>
        <nav aria-label="Which deliveries" className="flex gap-1">
          <Filter to="?" label="All" current={!failed} />
          <Filter to="?failed=1" label="Failed only" current={failed} />
        </nav>
      </div>
      {page.items.length === 0 ? (
        <Nothing failed={failed} />
      ) : (
        <ul className="panel divide-y divide-line">
          {page.items.map((delivery) => {
            const looked = detail?.delivery_id === delivery.delivery_id ? detail : null;
            return (
              <DeliveryRow
                key={delivery.delivery_id}
                delivery={delivery}
                detail={looked}
                to={at(looked ? here : { ...here, delivery: delivery.delivery_id })}
                mayReplay={mayReplay}
                busy={busy}
              />
            );
          })}
        </ul>
      )}
      <nav aria-label="Pages of deliveries" className="flex gap-4 empty:hidden">
        {cursor ? (
          <Link to={at({})} className="text-accent underline">
            Newest deliveries
          </Link>
        ) : null}
        {page.next_cursor ? (
          <Link to={at({ cursor: page.next_cursor })} className="text-accent underline">
            Older deliveries
          </Link>
        ) : null}
      </nav>
    </section>
  );
}

function Filter({ to, label, current }: { to: string; label: string; current: boolean }) {
  return (
    <Link
      to={to}
      preventScrollReset
      aria-current={current ? "true" : undefined}
      className={`inline-flex h-7 items-center rounded-md px-2 text-xs ${
        current ? "bg-hover font-medium" : "text-muted hover:text-text"
      }`}
    >
      {label}
    </Link>
  );
}

function Nothing({ failed }: { failed: boolean }) {
  return failed ? (
    <EmptyState icon={<CircleCheck />} title="Nothing failed">
      Every delivery that is still remembered has arrived or is on its way.
    </EmptyState>
  ) : (
    <EmptyState icon={<Send />} title="Nothing sent yet">
      What happens to the team’s sandboxes from now on appears here. Send a test to see whether it arrives.
    </EmptyState>
  );
}
