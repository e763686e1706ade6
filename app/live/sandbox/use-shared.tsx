import {
  createContext,
  type ReactNode,
  use,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import type { GuestRecordBody } from "../../../workers/domain/sharing/share.ts";
import { browserWorld } from "../connection/browser-world.ts";
import { LiveRecord, type LiveState } from "./live-record.ts";
import { guestPlace, PlaceContext } from "./sandbox-place.ts";
import { LiveContext, useConnection } from "./use-live.ts";

const GuestContext = createContext<LiveRecord<GuestRecordBody> | null>(null);

interface LiveSharedProps {
  share_id: string;
  record: GuestRecordBody;
  children: ReactNode;
}

/** Keeps a guest's one socket for all tabs of what was shared with them. Give it a `key` of the share's id. */
export function LiveShared({ share_id, record, children }: LiveSharedProps) {
  const place = useMemo(() => guestPlace(share_id, record.name), [share_id, record.name]);
  const [live] = useState(() => new LiveRecord(browserWorld, { path: place.api, record, isNewer }));
  useConnection(live);
  useEffect(() => live.adopt(record), [live, record]);
  return (
    <PlaceContext value={place}>
      <LiveContext value={live}>
        <GuestContext value={live}>{children}</GuestContext>
      </LiveContext>
    </PlaceContext>
  );
}

/** What is known of it now: the little of its record that guests are shown, and the feed. */
export function useShared(): LiveState<GuestRecordBody> {
  const live = use(GuestContext);
  if (!live) throw new Error("useShared is used outside of LiveShared");
  return useSyncExternalStore(live.subscribe, live.read, live.read);
}

/** Its versions are not told to guests: what came last holds. */
function isNewer(): boolean {
  return true;
}
