import { Download, Search } from "lucide-react";
import { useDeferredValue, useEffect, useMemo } from "react";
import { Form, useSearchParams } from "react-router";
import { plainText, SOURCE_WORDS, TIMELINE_SOURCES, timelineEntries } from "~/components/timeline-entries.ts";
import { TimelineView } from "~/components/timeline-view.tsx";
import { useCatchUp } from "~/live/use-catch-up.ts";
import { useLiveRecord, useSandbox } from "~/live/use-sandbox.tsx";
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
  const live = useLiveRecord();
  const { record, events, logs } = useSandbox();
  const [query, setQuery] = useSearchParams();
  useEffect(
    () => live.adoptEntries({ events: loaderData.events.items, logs: loaderData.logs.items }),
    [live, loaderData],
  );
  useCatchUp(record.name, loaderData.events.next_after, loaderData.logs.next_after);

  const source = query.get("source") ?? "";
  const wanted = useDeferredValue((query.get("q") ?? "").toLowerCase());
  const all = useMemo(
    () =>
      timelineEntries(
        events.length > 0 ? events : loaderData.events.items,
        logs.length > 0 ? logs : loaderData.logs.items,
      ),
    [events, logs, loaderData],
  );
  const entries = useMemo(
    () =>
      all.filter(
        (entry) =>
          (source === "" || entry.source === source) &&
          (wanted === "" || plainText(entry.text).toLowerCase().includes(wanted)),
      ),
    [all, source, wanted],
  );
  const set = (name: string, value: string) =>
    setQuery(
      (before) => {
        if (value) before.set(name, value);
        else before.delete(name);
        return before;
      },
      { replace: true, preventScrollReset: true },
    );

  return (
    <section aria-labelledby="timeline-title" className="grid gap-3">
      <h2 id="timeline-title" className="sr-only">
        Timeline
      </h2>
      <Form role="search" className="flex flex-wrap items-center gap-2">
        <div className="relative min-w-40 flex-1 sm:max-w-72">
          <Search className="pointer-events-none absolute top-2.5 left-2.5 size-4 text-muted" aria-hidden />
          <input
            type="search"
            name="q"
            aria-label="Search the timeline"
            placeholder="Search"
            defaultValue={query.get("q") ?? ""}
            onChange={(event) => set("q", event.target.value)}
            className="control pl-8!"
          />
        </div>
        <select
          name="source"
          aria-label="Source"
          defaultValue={source}
          onChange={(event) => set("source", event.target.value)}
          className="control w-auto!"
        >
          <option value="">All sources</option>
          {TIMELINE_SOURCES.map((name) => (
            <option key={name} value={name}>
              {SOURCE_WORDS[name]}
            </option>
          ))}
        </select>
        <noscript>
          <button type="submit" className="control w-auto! px-3!">
            Apply
          </button>
        </noscript>
        <p role="status" className="text-muted text-xs">
          {entries.length} {entries.length === 1 ? "line" : "lines"}
        </p>
        <a
          href={`/sandboxes/${record.name}/timeline.txt`}
          download
          className="ml-auto inline-flex h-9 items-center gap-1.5 rounded-md border border-edge bg-surface px-3 font-medium hover:bg-hover"
        >
          <Download className="size-4" aria-hidden /> Download
        </a>
      </Form>
      <TimelineView entries={entries} />
    </section>
  );
}
