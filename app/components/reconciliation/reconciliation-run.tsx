import { Form } from "react-router";
import type { ReconciliationRunBody } from "../../../workers/domain/sandbox/reconciliation.ts";
import { SubmitButton } from "../controls/button.tsx";
import { runDuration } from "./reconciliation-facts.tsx";

interface RunNowProps {
  busy: boolean;
  /** What the run that was asked for here came to. */
  ran: ReconciliationRunBody | null;
}

/** Runs now instead of with the next minute, and says what came of it. */
export function RunNow({ busy, ran }: RunNowProps) {
  return (
    <Form method="post" className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <SubmitButton look="outline" busy={busy} busyLabel="Comparing…">
        Run now
      </SubmitButton>
      <p role="status" className="min-w-0 flex-1 basis-56 text-muted">
        {busy ? "Comparing the engine, the sandboxes’ records and the list…" : ran ? ranWords(ran) : null}
      </p>
      {busy ? (
        <span role="progressbar" aria-label="Comparing" className="relative h-0.5 w-full overflow-hidden">
          <span className="block h-full w-1/4 bg-accent motion-safe:animate-[sweep_1.6s_ease-in-out_infinite] motion-reduce:w-full motion-reduce:opacity-40" />
        </span>
      ) : null}
    </Form>
  );
}

function ranWords({ run, findings }: ReconciliationRunBody): string {
  const took = `Compared in ${runDuration(run.duration_ms)}`;
  if (run.failures.length > 0) return `${took}; not everything could be looked at.`;
  if (findings.length === 0) return `${took}: nothing had to be repaired.`;
  return `${took}: ${findings.length === 1 ? "one thing was" : `${findings.length} things were`} put right.`;
}
