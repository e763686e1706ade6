import { TimelineTab } from "~/components/timeline/timeline-tab.tsx";
import { listEvents } from "../../../workers/services/sandboxes/events.ts";
import { listLogs } from "../../../workers/services/sandboxes/logs.ts";
import { answered } from "../page/answer.ts";
import type { Route } from "./+types/timeline.ts";
import { guestVisit } from "./context.ts";

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
