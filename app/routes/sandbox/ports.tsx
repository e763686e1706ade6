import { Plug } from "lucide-react";
import { EmptyState } from "~/components/controls/empty-state.tsx";
import { RefusalNote } from "~/components/controls/refusal-note.tsx";
import { useReloadEvery } from "~/components/controls/use-reload-every.ts";
import { PortRow } from "~/components/sandbox/port-row.tsx";
import { listPorts } from "../../../workers/services/work/ports.ts";
import { answered } from "../page/answer.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/ports.ts";

/** How soon a port that opens shows, ms. To ask is no activity: it keeps no sandbox alive. */
const LOOK_EVERY_MS = 3_000;

export async function loader({ context, params }: Route.LoaderArgs) {
  const ports = await listPorts(pageContext(context), { name: params.name });
  if (ports.ok) return { items: ports.value.items, refusal: null };
  // Of one that does not run there is nothing to list; whoever may not see it sees no page at all.
  const { reason_code } = ports.refusal;
  if (reason_code === "not_found" || reason_code === "not_permitted") answered(ports);
  return { items: [], refusal: ports.refusal };
}

export default function Ports({ loaderData, params }: Route.ComponentProps) {
  const { items, refusal } = loaderData;
  useReloadEvery(LOOK_EVERY_MS);
  return (
    <section aria-labelledby="ports-title" className="grid gap-3">
      <h2 id="ports-title" className="sr-only">
        Ports
      </h2>
      <p className="text-muted">
        What programs in this sandbox listen on. Whoever may see the sandbox may open them; each opens on an
        address of its own, apart from Sandbar.
      </p>
      {refusal?.reason_code === "sandbox_not_running" ? (
        <EmptyState icon={<Plug />} title={refusal.message}>
          {refusal.next_step}
        </EmptyState>
      ) : refusal ? (
        <RefusalNote refusal={refusal} />
      ) : items.length === 0 ? (
        <EmptyState icon={<Plug />} title="No program listens on a port">
          Start a server in the terminal, such as <code>python3 -m http.server 8000</code>, and it shows here.
        </EmptyState>
      ) : (
        <ul className="panel divide-y divide-line">
          {items.map((port) => (
            <PortRow key={port.port} sandbox={params.name} {...port} />
          ))}
        </ul>
      )}
      {items.some(({ url }) => url === null) ? (
        <p className="text-muted">
          They can’t be opened from here yet: whoever runs this deployment sets PREVIEW_HOST to a host name
          whose subdomains all lead to it.
        </p>
      ) : null}
    </section>
  );
}
