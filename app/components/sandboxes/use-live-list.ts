import { useEffect, useState } from "react";
import type { SummaryBody } from "../../../workers/domain/sandbox/bodies.ts";

const EVERY_MS = 3000;

interface Page {
  readonly items: readonly SummaryBody[];
  readonly next_cursor: string | null;
}

/**
 * The page of the list that is shown, asked for again every few seconds while somebody looks at it and as soon
 * as they come back. When the server can't be reached the last rows stay, with `offline` set.
 */
export function useLiveList(loaded: Page, apiPath: string): Page & { offline: boolean; refresh: () => void } {
  const [fresh, setFresh] = useState<{ from: Page; page: Page } | null>(null);
  const [offline, setOffline] = useState(false);
  const [round, setRound] = useState(0);

  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      clearTimeout(timer);
      if (document.visibilityState === "visible") {
        try {
          const answer = await fetch(apiPath, {
            signal: stop.signal,
            headers: { accept: "application/json" },
          });
          if (answer.status === 401 || answer.status === 403) return location.reload();
          if (!answer.ok) throw new Error(`The list answered ${answer.status}.`);
          setFresh({ from: loaded, page: (await answer.json()) as Page });
          setOffline(false);
        } catch {
          // Whatever the cause, the rows are no longer current: say so and try again.
          if (stop.signal.aborted) return;
          setOffline(true);
        }
      }
      timer = setTimeout(ask, EVERY_MS);
    };
    timer = setTimeout(ask, round === 0 ? EVERY_MS : 0);
    const comeBack = () => {
      if (document.visibilityState === "visible") void ask();
    };
    const goOffline = () => setOffline(true);
    document.addEventListener("visibilitychange", comeBack);
    window.addEventListener("online", comeBack);
    window.addEventListener("offline", goOffline);
    return () => {
      stop.abort();
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", comeBack);
      window.removeEventListener("online", comeBack);
      window.removeEventListener("offline", goOffline);
    };
  }, [loaded, apiPath, round]);

  // A navigation's answer is newer than whatever was polled before it.
  const page = fresh?.from === loaded ? fresh.page : loaded;
  return { items: page.items, next_cursor: page.next_cursor, offline, refresh: () => setRound(round + 1) };
}
