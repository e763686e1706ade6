import type { ReactNode } from "react";
import type { OperationBody } from "../../../workers/domain/sandbox/bodies.ts";
import type { Progress } from "../../live/sandbox/live-record.ts";
import { useNow } from "../controls/clock.ts";
import { bytes, shortDuration } from "../controls/durations.ts";
import { operationSubject } from "./operation-words.ts";

interface OperationProgressProps {
  operation: OperationBody;
  progress: Progress | null;
  /** What can be done about it. */
  children?: ReactNode;
}

/** Whose operation runs, for how long, and how far it is. The words that are read aloud do not count. */
export function OperationProgress({ operation, progress, children }: OperationProgressProps) {
  const elapsed = useNow() - Date.parse(operation.started_at);
  const current = progress?.operation_id === operation.id ? progress : null;
  const share = current?.total_bytes ? Math.min(1, current.bytes / current.total_bytes) : null;
  const subject = operationSubject(operation);
  return (
    <div className="relative flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 overflow-hidden rounded-lg border border-line bg-surface px-3 py-1.5">
      <p role="status" className="sr-only">
        {subject} is running.
      </p>
      <p className="min-w-0 flex-1 basis-56">
        <span className="font-medium">{subject}</span>{" "}
        <span className="text-muted">
          has been running for {shortDuration(elapsed)}
          {current ? ` · ${amount(current)}` : ""}
        </span>
      </p>
      {children}
      <span
        role="progressbar"
        aria-label={subject}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share === null ? undefined : Math.round(share * 100)}
        className="absolute inset-x-0 bottom-0 h-0.5"
      >
        {share === null ? (
          <span className="block h-full w-1/4 bg-accent motion-safe:animate-[sweep_1.6s_ease-in-out_infinite] motion-reduce:w-full motion-reduce:opacity-40" />
        ) : (
          <span
            className="block h-full origin-left bg-accent motion-safe:transition-transform motion-safe:duration-200"
            style={{ transform: `scaleX(${share})` }}
          />
        )}
      </span>
    </div>
  );
}

/** "12.3 MB of about 40 MB": the total is a guess, from the last save. */
function amount({ bytes: done, total_bytes }: Progress): string {
  return total_bytes !== null && total_bytes >= done
    ? `${bytes(done)} of about ${bytes(total_bytes)}`
    : `${bytes(done)} so far`;
}
