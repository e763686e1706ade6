import { type ReactNode, useEffect } from "react";
import type { SharedBody } from "../../../workers/domain/sharing/share.ts";
import { useLiveRecord } from "../../live/sandbox/use-live.ts";
import { useShared } from "../../live/sandbox/use-shared.tsx";
import { useNow } from "../controls/clock.ts";
import { AlertIcon } from "../controls/icons.tsx";
import { Toaster } from "../controls/toaster.tsx";
import { OfflineNote } from "../frame/offline-note.tsx";
import { countdown } from "../teardown/teardown-words.ts";
import { guestEnd, warningWords } from "./guest-end.ts";
import { GuestHeader } from "./guest-header.tsx";
import { LinkEnd } from "./link-end.tsx";

interface GuestFrameProps {
  shared: SharedBody;
  terminal: string | null;
  children: ReactNode;
}

/** A guest's page around its tabs. When it is over it says so; what was shown stays to be read. */
export function GuestFrame({ shared, terminal, children }: GuestFrameProps) {
  const live = useLiveRecord();
  const { record, status } = useShared();
  const { expires_at, shared_by } = shared.share;
  const left = Date.parse(expires_at) - useNow();
  const end = guestEnd({ status, record, left, sharedBy: shared_by });
  const over = status.kind === "closed" || left <= 0;
  useEffect(() => {
    if (over) live.stop();
  }, [over, live]);
  const warning = end ? null : warningWords(left);
  return (
    <>
      <GuestHeader shared={shared} terminal={terminal} ended={over} />
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto grid max-w-7xl grid-cols-[minmax(0,1fr)] gap-3 px-4 pt-3 pb-8 outline-none"
      >
        <p role="status" className="sr-only">
          {warning}
        </p>
        {warning ? (
          <p
            aria-hidden
            className="flex items-center gap-2.5 rounded-lg border border-current px-3 py-2 text-bad tinted"
          >
            <AlertIcon className="size-4 shrink-0" />
            <span className="text-text">
              This link ends in {countdown(left)}. Ask {shared_by} for a new one if you need more time.
            </span>
          </p>
        ) : null}
        {end === null && status.kind === "waiting" ? <OfflineNote onRetry={() => live.connect()} /> : null}
        {end ? <LinkEnd end={end} /> : null}
        <div aria-disabled={end ? true : undefined} className={end ? "opacity-60 grayscale" : undefined}>
          {children}
        </div>
      </main>
      <Toaster />
    </>
  );
}
