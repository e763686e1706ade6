import {
  createContext,
  type ReactNode,
  use,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { useRevalidator } from "react-router";
import type { RecordBody } from "../../../workers/domain/sandbox/bodies.ts";
import { browserWorld } from "../connection/browser-world.ts";
import { LiveRecord, type LiveState } from "./live-record.ts";
import { memberPlace, PlaceContext } from "./sandbox-place.ts";
import { LiveContext, useConnection } from "./use-live.ts";

export { useLiveRecord } from "./use-live.ts";

const MemberContext = createContext<LiveRecord | null>(null);

/** Keeps one socket for all tabs of a sandbox's page. Give it a `key` of the sandbox's id. */
export function LiveSandbox({ record, children }: { record: RecordBody; children: ReactNode }) {
  const place = useMemo(() => memberPlace(record.name), [record.name]);
  const [live] = useState(() => new LiveRecord(browserWorld, { path: place.api, record, isNewer }));
  useConnection(live);
  useEffect(() => live.adopt(record), [live, record]);
  useRightsAnew(live);
  return (
    <PlaceContext value={place}>
      <LiveContext value={live}>
        <MemberContext value={live}>{children}</MemberContext>
      </LiveContext>
    </PlaceContext>
  );
}

/** What is known of the sandbox now: its record, events, logs, who watches, and whether the connection stands. */
export function useSandbox(): LiveState {
  const live = use(MemberContext);
  if (!live) throw new Error("useSandbox is used outside of LiveSandbox");
  return useSyncExternalStore(live.subscribe, live.read, live.read);
}

function isNewer(told: RecordBody, known: RecordBody): boolean {
  return told.id === known.id && told.version > known.version;
}

/** What the page offers was decided when it was loaded: it is asked for again once the reader's rights have changed. */
function useRightsAnew(live: LiveRecord): void {
  const { revalidate } = useRevalidator();
  const rights = useSyncExternalStore(
    live.subscribe,
    () => live.read().rights,
    () => 0,
  );
  const loaded = useRef(0);
  useEffect(() => {
    if (loaded.current === rights) return;
    loaded.current = rights;
    void revalidate();
  }, [rights, revalidate]);
}
