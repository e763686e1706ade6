import { useEffect } from "react";
import type { EventBody, LogBody } from "../../../workers/domain/sandbox/bodies.ts";
import { KEPT_ENTRIES } from "../sandbox/numbered-entries.ts";
import { usePlace } from "../sandbox/sandbox-place.ts";
import { useLiveFeed, useLiveRecord } from "../sandbox/use-live.ts";

interface Page<T> {
  readonly items: readonly T[];
  readonly next_after: number;
}

/**
 * Reads the pages of a long timeline that follow the loaded ones, until it has caught up, and again after the
 * connection was lost, since the socket does not repeat log lines.
 */
export function useCatchUp(eventsAfter: number, logsAfter: number): void {
  const live = useLiveRecord();
  const { api } = usePlace();
  const open = useLiveFeed().status.kind === "open";
  useEffect(() => {
    if (!open) return;
    const stop = new AbortController();
    void readOn<EventBody>(`${api}/events`, eventsAfter, stop.signal, (events) =>
      live.adoptEntries({ events }),
    );
    void readOn<LogBody>(`${api}/logs`, live.nextLogOffset() ?? logsAfter, stop.signal, (logs) =>
      live.adoptEntries({ logs }),
    );
    return () => stop.abort();
  }, [live, open, api, eventsAfter, logsAfter]);
}

async function readOn<T>(
  path: string,
  from: number,
  signal: AbortSignal,
  adopt: (items: readonly T[]) => void,
): Promise<void> {
  let after = from;
  for (let read = 0; read < KEPT_ENTRIES; ) {
    // A page that does not come leaves the stream as it is; the next connection reads on.
    const answer = await fetch(`${path}?after=${after}`, { signal }).catch(() => null);
    if (!answer?.ok) return;
    const page = (await answer.json()) as Page<T>;
    if (page.items.length === 0) return;
    adopt(page.items);
    read += page.items.length;
    after = page.next_after;
  }
}
