import { createContext, type ReactNode, use, useEffect, useState, useSyncExternalStore } from "react";
import type { RecordBody } from "../../workers/domain/bodies.ts";
import { browserWorld, onComeback } from "./browser-world.ts";
import { LiveRecord, type LiveState } from "./live-record.ts";

const LiveContext = createContext<LiveRecord | null>(null);

/** Keeps one socket for all tabs of a sandbox's page. Give it a `key` of the sandbox's id. */
export function LiveSandbox({ record, children }: { record: RecordBody; children: ReactNode }) {
  const [live] = useState(() => new LiveRecord(browserWorld, `/api/v1/sandboxes/${record.name}`, record));
  useEffect(() => {
    live.connect();
    const stopListening = onComeback(() => live.wake());
    return () => {
      stopListening();
      live.stop();
    };
  }, [live]);
  useEffect(() => live.adopt(record), [live, record]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

export function useLiveRecord(): LiveRecord {
  const live = use(LiveContext);
  if (!live) throw new Error("useLiveRecord is used outside of LiveSandbox");
  return live;
}

/** What is known of the sandbox now: its record, events, logs, who watches, and whether the connection stands. */
export function useSandbox(): LiveState {
  const live = useLiveRecord();
  return useSyncExternalStore(live.subscribe, live.read, live.read);
}
