import type { Refusal } from "../../workers/domain/refusal.ts";
import { useLiveRecord, useSandbox } from "../live/use-sandbox.tsx";
import { useNow } from "./clock.ts";
import { shortDuration } from "./durations.ts";
import { OfflineNote } from "./offline-note.tsx";
import { RefusalNote } from "./refusal-note.tsx";
import { OPERATION_WORDS } from "./state-words.ts";
import { useSandboxCommand } from "./use-sandbox-command.ts";

/** What is going on, went wrong, or was declined: between the title and the tabs, in this order. */
export function OperationBanner({ mayChange, refusal }: { mayChange: boolean; refusal: Refusal | null }) {
  const { record, status } = useSandbox();
  const live = useLiveRecord();
  const command = useSandboxCommand(record.name);
  const { operation } = record;
  const launching = record.state === "provisioning" || record.state === "new";
  return (
    <div className="mt-3 grid gap-2 empty:hidden">
      {status.kind === "waiting" ? <OfflineNote onRetry={() => live.connect()} /> : null}
      {operation && !launching ? (
        <Running
          words={`${OPERATION_WORDS[operation.type]}…`}
          since={operation.started_at}
          by={operation.actor}
        />
      ) : null}
      {/* The teardown form tells its own refusals, where they are decided upon. */}
      <RefusalNote refusal={command.refused === "teardown" ? null : (command.refusal ?? refusal)} />
      {record.state !== "error" && !operation
        ? record.teardown.blockers.map((blocker) => (
            <RefusalNote
              key={blocker.code}
              refusal={{ message: "It is not torn down by itself now.", next_step: blocker.next_step }}
            />
          ))
        : null}
      {record.state === "error" ? (
        <RefusalNote
          refusal={
            record.error ?? {
              message: "This sandbox stopped on an error.",
              next_step: mayChange ? "Try again, or look at the timeline." : "Ask its owner to try again.",
            }
          }
        />
      ) : null}
    </div>
  );
}

function Running({ words, since, by }: { words: string; since: string; by: string }) {
  const elapsed = useNow() - Date.parse(since);
  return (
    <div
      role="status"
      className="relative overflow-hidden rounded-lg border border-line bg-surface px-3 py-2"
    >
      <span className="font-medium">{words}</span>{" "}
      <span className="text-muted">
        for {shortDuration(elapsed)}, started by {by}
      </span>
      <span
        aria-hidden
        className="absolute bottom-0 left-0 h-0.5 w-1/4 bg-accent motion-safe:animate-[sweep_1.6s_ease-in-out_infinite] motion-reduce:w-full"
      />
    </div>
  );
}
