import type { ReactNode } from "react";
import type { ReconciliationBody } from "../../../workers/domain/sandbox/reconciliation.ts";
import { stepDuration } from "../controls/durations.ts";
import { Ago } from "../controls/relative-time.tsx";

type Facts = Pick<ReconciliationBody, "in_engine" | "recorded_active" | "last_run">;

/** What the engine runs beside what the records say, and when the two were last compared. */
export function ReconciliationFacts({ in_engine, recorded_active, last_run }: Facts) {
  const differ = in_engine !== null && in_engine !== recorded_active;
  return (
    <div className="grid gap-2">
      <dl className="panel grid divide-y divide-line sm:grid-cols-3 sm:divide-x sm:divide-y-0">
        <Fact label="Run by the engine">{in_engine ?? "Unknown"}</Fact>
        <Fact label="Active by their records">{recorded_active}</Fact>
        <Fact label="Last compared">
          {last_run ? (
            <>
              <Ago at={last_run.at} />{" "}
              <span className="font-normal text-muted text-xs">in {runDuration(last_run.duration_ms)}</span>
            </>
          ) : (
            "Not yet"
          )}
        </Fact>
      </dl>
      {differ ? (
        <p className="text-muted text-xs">
          The two differ for moments while a sandbox starts or ends, and for as long as one that failed holds
          its place. What should not differ is put right within two minutes.
        </p>
      ) : null}
    </div>
  );
}

/** "12 ms", "3.4 s": most runs take less than a tenth of a second. */
export function runDuration(ms: number): string {
  return ms < 100 ? `${ms} ms` : stepDuration(ms);
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-3 px-4 py-3 sm:grid sm:justify-start sm:gap-1">
      <dt className="text-muted text-xs">{label}</dt>
      <dd className="font-semibold text-base tabular-nums">{children}</dd>
    </div>
  );
}
