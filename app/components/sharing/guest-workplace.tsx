import { lazy, Suspense } from "react";
import { isServing, type State } from "../../../workers/domain/sandbox.ts";
import { useShared } from "../../live/sandbox/use-shared.tsx";
import type { Shell } from "../../live/shells/shell.ts";
import { Skeleton } from "../controls/skeleton.tsx";

const GuestPane = lazy(() => import("../../live/shells/guest-pane.tsx"));

interface GuestWorkplaceProps {
  loaded: readonly Shell[];
  terminal: string | null;
}

/** A guest's terminals while the sandbox runs; before and after, what is going on instead. */
export function GuestWorkplace({ loaded, terminal }: GuestWorkplaceProps) {
  const { record } = useShared();
  // One that was shown stays to be read when the sandbox ends.
  if (!isServing(record.state) && terminal === null)
    return <p className="text-muted">{WAITING[record.state]}</p>;
  return (
    <Suspense
      fallback={
        <Skeleton
          className="h-[max(20rem,calc(100dvh-9rem))] max-sm:h-[max(20rem,calc(100dvh-11rem))]"
          label="Opening the terminal"
        />
      }
    >
      <GuestPane key={record.generation} loaded={loaded} terminal={terminal} />
    </Suspense>
  );
}

const STARTING = "It is starting. Its terminals appear here as soon as it runs.";
const WAITING: Partial<Record<State, string>> = {
  new: STARTING,
  provisioning: STARTING,
  error: "It stopped on an error. Its terminals appear here when it runs again.",
};
