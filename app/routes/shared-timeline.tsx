import { TimelineTab } from "~/components/timeline-tab.tsx";
import { listEvents } from "../../workers/services/events.ts";
import { listLogs } from "../../workers/services/logs.ts";
import type { Route } from "./+types/shared-timeline.ts";
import { answered } from "./answer.ts";
import { guestVisit } from "./shared-context.ts";

export async function loader(asked: Route.LoaderArgs) {
  const { context, name } = await guestVisit(asked);
  const [events, logs] = await Promise.all([listEvents(context, { name }), listLogs(context, { name })]);
  return { events: answered(events), logs: answered(logs) };
}

/** The stream comes in over the socket from here on; changing a filter must not read it all again. */
export function shouldRevalidate() {
  return false;
}

export default function SharedTimeline({ loaderData }: Route.ComponentProps) {
  return <TimelineTab loaded={loaderData} download={null} />;
}
