import { createContext, use, useEffect, useSyncExternalStore } from "react";
import { onComeback } from "../connection/browser-world.ts";
import type { LiveFeed, LiveRecord } from "./live-record.ts";

/** What of a live record does not depend on who looks. */
export type LiveStore = Pick<
  LiveRecord,
  "connect" | "adoptEntries" | "nextLogOffset" | "subscribe" | "wake" | "stop"
> & { read: () => LiveFeed };

export const LiveContext = createContext<LiveStore | null>(null);

/** Keeps its socket while the page is open. */
export function useConnection(live: LiveStore): void {
  useEffect(() => {
    live.connect();
    const stopListening = onComeback(() => live.wake());
    return () => {
      stopListening();
      live.stop();
    };
  }, [live]);
}

export function useLiveRecord(): LiveStore {
  const live = use(LiveContext);
  if (!live) throw new Error("useLiveRecord is used outside of a sandbox's page");
  return live;
}

/** Events, logs, terminals, who watches, and whether the connection stands: for members and guests alike. */
export function useLiveFeed(): LiveFeed {
  const live = useLiveRecord();
  return useSyncExternalStore(live.subscribe, live.read, live.read);
}
