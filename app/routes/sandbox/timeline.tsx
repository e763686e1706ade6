import { TimelineTab } from "~/components/timeline/timeline-tab.tsx";
import { usePlace } from "~/live/sandbox/sandbox-place.ts";
import { listEvents } from "../../../workers/services/sandboxes/events.ts";
import { listLogs } from "../../../workers/services/sandboxes/logs.ts";
import { answered } from "../page/answer.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/timeline.ts";

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
