import { plainText, SOURCE_WORDS, timelineEntries } from "~/components/timeline/timeline-entries.ts";
import type { EventBody, LogBody } from "../../../workers/domain/sandbox/bodies.ts";
import { listEvents } from "../../../workers/services/sandboxes/events.ts";
import { listLogs } from "../../../workers/services/sandboxes/logs.ts";
import { answered } from "../page/answer.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/timeline-text.ts";

/** The whole timeline as a text file. Both journals are bounded where they are kept, so it fits in memory. */
export async function loader({ context, params: { name } }: Route.LoaderArgs) {
  const services = pageContext(context);
  const [events, logs] = await Promise.all([
    readAll<EventBody>(async (after) => answered(await listEvents(services, { name, after }))),
    readAll<LogBody>(async (after) => answered(await listLogs(services, { name, after }))),
  ]);
  const lines = timelineEntries(events, logs).map(
    ({ at, source, text }) => `${at} ${SOURCE_WORDS[source]}: ${plainText(text)}\n`,
  );
  return new Response(lines.join(""), {
    headers: {
      "Content-Type": "text/plain; charset=utf-8",
      "Content-Disposition": `attachment; filename="${name}-timeline.txt"`,
    },
  });
}

async function readAll<T>(
  read: (after: number) => Promise<{ items: readonly T[]; next_after: number }>,
): Promise<T[]> {
  const all: T[] = [];
  for (let after = 0; ; ) {
    const page = await read(after);
    all.push(...page.items);
    if (page.items.length === 0 || page.next_after <= after) return all;
    after = page.next_after;
  }
}
