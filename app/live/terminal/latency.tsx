import { useId } from "react";
import type { TerminalState } from "./use-terminal.ts";

/** Whether the terminal is reached, and how long a keystroke takes there and back; its recent history on hover. */
export function LinkState({ state: { status, latency, latencies } }: { state: TerminalState }) {
  const open = status.kind === "open";
  const words = open ? "Connected" : status.kind === "closed" ? "Closed" : "Connecting";
  const detailId = useId();
  return (
    <span className="group relative flex h-full items-center gap-1.5 text-muted text-xs">
      <span aria-hidden className={`size-1.5 shrink-0 rounded-full ${open ? "bg-ok" : "bg-warn"}`} />
      <span className="max-sm:sr-only">{words}</span>
      {open && latency !== null ? (
        <>
          <button
            type="button"
            aria-label={`${Math.round(latency)} ms there and back`}
            aria-describedby={detailId}
            className={`min-w-12 cursor-default! rounded text-left whitespace-nowrap tabular-nums ${latencyTone(latency)}`}
          >
            {Math.round(latency)} ms
          </button>
          <span
            id={detailId}
            className="absolute top-full left-0 z-20 hidden w-56 rounded-lg border border-line bg-raised p-2.5 text-text shadow-xl group-focus-within:block group-hover:block"
          >
            <Sparkline values={latencies} />
            <span className="block pt-1 text-muted">{historyWords(latencies)}</span>
          </span>
        </>
      ) : null}
    </span>
  );
}

/** Under 100 ms typing feels direct; over 300 ms it does not. */
function latencyTone(ms: number): string {
  return ms < 100 ? "text-ok" : ms < 300 ? "text-warn" : "text-bad";
}

export function historyWords(values: readonly number[]): string {
  if (values.length < 2) return "There and back, measured every 10 s.";
  const sorted = values.toSorted((a, b) => a - b);
  const [least = 0, middle = 0, most = 0] = [0, sorted.length >> 1, sorted.length - 1].map((at) =>
    Math.round(sorted[at] ?? 0),
  );
  return `There and back: ${least} to ${most} ms, mostly ${middle} ms, in the last ${values.length} measurements.`;
}

const [WIDTH, HEIGHT] = [200, 32];

function Sparkline({ values }: { values: readonly number[] }) {
  if (values.length < 2) return null;
  const most = Math.max(...values, 20);
  const points = values.map(
    (value, index) =>
      `${((index / (values.length - 1)) * WIDTH).toFixed(1)},${(HEIGHT - 2 - (value / most) * (HEIGHT - 4)).toFixed(1)}`,
  );
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="h-8 w-full text-accent" aria-hidden>
      <polyline points={points.join(" ")} fill="none" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  );
}
