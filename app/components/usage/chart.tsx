import { type KeyboardEvent, type ReactNode, useState } from "react";
import { shortDay } from "./day-words.ts";
import { DAY_WIDTH, PLOT_HEIGHT, type Scale } from "./scales.ts";
import "./usage.css";

interface ChartProps {
  readonly title: string;
  /** One sentence: what somebody sees at a glance. */
  readonly summary: string;
  readonly days: readonly string[];
  readonly scale: Scale;
  readonly tickWords: (tick: number) => string;
  /** What one day shows, by its index. */
  readonly dayWords: (index: number) => string;
  readonly legend?: ReactNode;
  readonly table: ReactNode;
  /** What is drawn: in a day's width and the plot's height each. */
  readonly children: ReactNode;
}

/**
 * A chart over days: drawn by the server, so it is there without JavaScript; its days are read by pointing at them, or by
 * arrow keys, and as a table.
 */
export function Chart(props: ChartProps) {
  const { title, summary, days, scale, tickWords, dayWords, legend, table, children } = props;
  const last = days.length - 1;
  const [read, setRead] = useState<number | null>(null);
  const shown = read ?? last;
  const width = days.length * DAY_WIDTH;
  const readByKey = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setRead(Math.min(last, Math.max(0, Number.isFinite(step) ? shown + step : step < 0 ? 0 : last)));
  };
  return (
    <figure className="panel grid grid-cols-[minmax(0,1fr)] gap-3 p-4">
      <figcaption className="grid gap-0.5">
        <h3 className="font-medium">{title}</h3>
        <p className="text-muted">{summary}</p>
      </figcaption>
      {legend}
      <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2">
        <div
          aria-hidden
          className="relative w-12 text-right text-2xs text-muted"
          style={{ height: PLOT_HEIGHT }}
        >
          {scale.ticks.map((tick) => (
            <span key={tick} className="absolute right-0 -translate-y-1/2" style={{ top: scale.y(tick) }}>
              {tickWords(tick)}
            </span>
          ))}
        </div>
        <div
          role="slider"
          tabIndex={0}
          aria-label={`${title}, by day`}
          aria-valuemin={0}
          aria-valuemax={last}
          aria-valuenow={shown}
          aria-valuetext={`${shortDay(days[shown] ?? "")}: ${dayWords(shown)}`}
          onKeyDown={readByKey}
          onPointerLeave={() => setRead(null)}
          className="rounded-sm"
        >
          <svg
            viewBox={`0 0 ${width} ${PLOT_HEIGHT}`}
            preserveAspectRatio="none"
            className="usage-plot"
            aria-hidden
          >
            {scale.ticks.map((tick) => (
              <line
                key={tick}
                x1={0}
                x2={width}
                y1={scale.y(tick)}
                y2={scale.y(tick)}
                className="usage-grid"
              />
            ))}
            {children}
            {days.map((day, index) => (
              <rect
                key={day}
                x={index * DAY_WIDTH}
                width={DAY_WIDTH}
                height={PLOT_HEIGHT}
                className="usage-day"
                data-read={read === index || undefined}
                onPointerEnter={() => setRead(index)}
              >
                <title>{`${shortDay(day)}: ${dayWords(index)}`}</title>
              </rect>
            ))}
          </svg>
        </div>
        <div aria-hidden className="col-start-2 mt-1 flex justify-between text-2xs text-muted">
          {[0, Math.floor(last / 2), last]
            .filter((index, at, all) => all.indexOf(index) === at)
            .map((index) => (
              <span key={index}>{index === last ? "today" : shortDay(days[index] ?? "")}</span>
            ))}
        </div>
      </div>
      <p className="min-h-5 text-xs" aria-hidden>
        <span className="font-medium">{shown === last ? "Today" : shortDay(days[shown] ?? "")}</span>:{" "}
        {dayWords(shown)}
      </p>
      <details className="group min-w-0">
        <summary className="w-fit rounded text-accent text-xs">Show as table</summary>
        <section
          className="mt-2 max-h-80 overflow-auto"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
          tabIndex={0}
          aria-label={`${title}, as a table`}
        >
          {table}
        </section>
      </details>
    </figure>
  );
}

/** Days that a key goes on; without end: to the first or the last. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -7,
  PageUp: 7,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};
