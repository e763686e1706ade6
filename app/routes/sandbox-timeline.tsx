import { TimelineTab } from "~/components/timeline-tab.tsx";
import { usePlace } from "~/live/sandbox-place.ts";
import { listEvents } from "../../workers/services/events.ts";
import { listLogs } from "../../workers/services/logs.ts";
import type { Route } from "./+types/sandbox-timeline.ts";
import { answered } from "./answer.ts";
import { pageContext } from "./page-context.ts";

export async function loader({ context, params }: Route.LoaderArgs) {
  const services = pageContext(context);
  const [events, logs] = await Promise.all([
    listEvents(services, { name: params.name }),
    listLogs(services, { name: params.name }),
  ]);
  return { events: answered(events), logs: answered(logs) };
}

/** The stream comes in over the socket from here on; changing a filter must not read it all again. */
export function shouldRevalidate({
  currentParams,
  nextParams,
}: {
  currentParams: object;
  nextParams: object;
}) {
  return JSON.stringify(currentParams) !== JSON.stringify(nextParams);
}

export default function Timeline({ loaderData }: Route.ComponentProps) {
  const { page } = usePlace();
  return <TimelineTab loaded={loaderData} download={`${page}/timeline.txt`} />;
}
