import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "../controls/button.tsx";
import { exactTime } from "../controls/durations.ts";
import { plainText, SOURCE_WORDS, type TimelineEntry } from "./timeline-entries.ts";

const LINE_PX = 22;
/** Closer to the end than this, new lines are followed. */
const NEAR_END_PX = 40;
/** What the first response shows, and what is there without JavaScript. */
const RENDERED_ON_SERVER = 200;

/** A stream of any length in a window of lines: only what can be seen is in the page. */
export function TimelineView({ entries }: { entries: readonly TimelineEntry[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const [browser, setBrowser] = useState(false);
  const [following, setFollowing] = useState(true);
  useEffect(() => setBrowser(true), []);
  const rows = useVirtualizer({
    count: browser ? entries.length : 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_PX,
    overscan: 20,
    getItemKey: (index) => entries[index]?.key ?? index,
  });
  useEffect(() => {
    if (browser && following && entries.length > 0) rows.scrollToIndex(entries.length - 1, { align: "end" });
  }, [browser, following, entries.length, rows]);

  return (
    <div className="relative">
      <div
        ref={scroller}
        role="log"
        aria-label="Timeline"
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region is reached by keyboard
        tabIndex={0}
        onScroll={({ currentTarget: box }) =>
          setFollowing(box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX)
        }
        className="panel h-[max(20rem,calc(100dvh-19rem))] overflow-auto bg-terminal! font-mono text-xs"
      >
        {browser ? (
          <div className="relative w-full" style={{ height: rows.getTotalSize() }}>
            {rows.getVirtualItems().map((row) => {
              const entry = entries[row.index];
              return entry ? (
                <div
                  key={row.key}
                  ref={rows.measureElement}
                  data-index={row.index}
                  className="absolute top-0 left-0 w-full"
                  style={{ transform: `translateY(${row.start}px)` }}
                >
                  <Line entry={entry} />
                </div>
              ) : null;
            })}
          </div>
        ) : (
          entries.slice(-RENDERED_ON_SERVER).map((entry) => <Line key={entry.key} entry={entry} />)
        )}
      </div>
      {following ? null : (
        <Button
          size="small"
          className="absolute right-5 bottom-4 shadow-lg"
          onClick={() => setFollowing(true)}
        >
          <ArrowDown className="size-3.5" aria-hidden /> Follow
        </Button>
      )}
    </div>
  );
}

const TONES = { plain: "", bad: "text-bad", event: "text-accent" } as const;

function Line({ entry }: { entry: TimelineEntry }) {
  return (
    <p className="flex gap-3 px-3 py-0.5 hover:bg-hover">
      <time dateTime={entry.at} title={exactTime(entry.at)} className="shrink-0 text-muted">
        {entry.at.slice(11, 19)}
      </time>
      <span className="w-18 shrink-0 text-muted max-sm:hidden">{SOURCE_WORDS[entry.source]}</span>
      <span className={`min-w-0 whitespace-pre-wrap break-words ${TONES[entry.tone]}`}>
        {plainText(entry.text) || " "}
      </span>
    </p>
  );
}
