import { lazy, Suspense, useEffect } from "react";
import type { EventBody, LogBody } from "../../../workers/domain/sandbox/bodies.ts";
import { isServing } from "../../../workers/domain/sandbox.ts";
import { useLiveRecord, useSandbox } from "../../live/sandbox/use-sandbox.tsx";
import type { Shell } from "../../live/shells/shell.ts";
import { Skeleton } from "../controls/skeleton.tsx";
import { ProgressSteps } from "../launch/progress-steps.tsx";
import { ArchivedPanel } from "./archived-panel.tsx";

const ShellPane = lazy(() => import("../../live/shells/shell-pane.tsx"));

export interface WorkplaceData {
  readonly terminals: readonly Shell[];
  readonly events: readonly EventBody[];
  readonly logs: readonly LogBody[];
}

interface WorkplaceProps {
  loaded: WorkplaceData;
  terminal: string | null;
  mayType: boolean;
  mayChange: boolean;
}

/** The first tab: the steps while it starts, its terminals while it runs, the way back once it is archived. */
export function Workplace({ loaded, terminal, mayType, mayChange }: WorkplaceProps) {
  const live = useLiveRecord();
  const { record, events, logs } = useSandbox();
  useEffect(() => live.adoptEntries(loaded), [live, loaded]);
  // While it starts there is time to fetch what its terminal will need.
  const starting = record.state === "new" || record.state === "provisioning";
  useEffect(() => {
    if (!starting) return;
    void import("../../live/shells/shell-pane.tsx");
    void import("../../live/terminal/terminal-screen.ts");
  }, [starting]);
  // Until the live store has taken over what was loaded, that is what is known.
  const journal = events.length > 0 ? events : loaded.events;
  const written = logs.length > 0 ? logs : loaded.logs;

  if (isServing(record.state)) {
    return (
      <Suspense
        fallback={
          <Skeleton
            className="h-[max(22rem,calc(100dvh-15.5rem))] max-sm:h-[max(22rem,calc(100dvh-17.5rem))]"
            label="Opening the terminal"
          />
        }
      >
        <ShellPane
          key={record.generation}
          loaded={loaded.terminals}
          terminal={terminal}
          mayType={mayType}
          mayChange={mayChange}
        />
      </Suspense>
    );
  }
  if (record.state === "destroyed") return <ArchivedPanel record={record} />;
  if (record.state === "tearing_down") {
    return (
      <p className="text-muted">Its files are safe. It is being torn down, and can be resumed in a moment.</p>
    );
  }
  return (
    <div className="grid max-w-3xl grid-cols-[minmax(0,1fr)] gap-3">
      <ProgressSteps events={journal} logs={written} />
      {record.state === "error" ? null : (
        <p className="text-muted">The terminal opens here as soon as it runs.</p>
      )}
    </div>
  );
}
