import { Download, Search } from "lucide-react";
import { useDeferredValue, useEffect, useMemo } from "react";
import { Form, useSearchParams } from "react-router";
import type { EventBody, LogBody } from "../../../workers/domain/sandbox/bodies.ts";
import { useLiveFeed, useLiveRecord } from "../../live/sandbox/use-live.ts";
import { useCatchUp } from "../../live/terminal/use-catch-up.ts";
import { plainText, SOURCE_WORDS, TIMELINE_SOURCES, timelineEntries } from "./timeline-entries.ts";
import { TimelineView } from "./timeline-view.tsx";

interface Page<T> {
  readonly items: readonly T[];
  readonly next_after: number;
}

/** The first page of both journals. */
export interface LoadedTimeline {
  readonly events: Page<EventBody>;
  readonly logs: Page<LogBody>;
}

interface TimelineTabProps {
  loaded: LoadedTimeline;
  /** Address of the whole as a text file; null where its reader has none. */
  download: string | null;
}

/** Events and logs in one stream, searched and by source, going on over the page's socket. */
export function TimelineTab({ loaded, download }: TimelineTabProps) {
  const live = useLiveRecord();
  const { events, logs } = useLiveFeed();
  const [query, setQuery] = useSearchParams();
  useEffect(
    () => live.adoptEntries({ events: loaded.events.items, logs: loaded.logs.items }),
    [live, loaded],
  );
  useCatchUp(loaded.events.next_after, loaded.logs.next_after);

  const source = query.get("source") ?? "";
  const wanted = useDeferredValue((query.get("q") ?? "").toLowerCase());
  const all = useMemo(
    () =>
      timelineEntries(
        events.length > 0 ? events : loaded.events.items,
        logs.length > 0 ? logs : loaded.logs.items,
      ),
    [events, logs, loaded],
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
        {download === null ? null : (
          <a
            href={download}
            download
            className="ml-auto inline-flex h-9 items-center gap-1.5 rounded-md border border-edge bg-surface px-3 font-medium hover:bg-hover"
          >
            <Download className="size-4" aria-hidden /> Download
          </a>
        )}
      </Form>
      <TimelineView entries={entries} />
    </section>
  );
}
