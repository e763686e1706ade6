import { stack } from "d3-shape";
import { useId } from "react";
import { Chart } from "./chart.tsx";
import { DayTable } from "./day-table.tsx";
import { hoursWords } from "./day-words.ts";
import { DAY_WIDTH, PLOT_HEIGHT, scaleTo } from "./scales.ts";
import type { Series } from "./series.ts";
import { SeriesFills, seriesFill } from "./series-fills.tsx";

interface HoursChartProps {
  readonly days: readonly { readonly day: string }[];
  readonly series: readonly Series[];
}

/** Hours that sandboxes were up each day, by whose they were then. */
export function HoursChart({ days, series }: HoursChartProps) {
  const id = useId();
  const layers = stack<number, number>()
    .keys(series.map((_, index) => index))
    .value((day, index) => series[index]?.hours[day] ?? 0)(days.map((_, day) => day));
  const totals = days.map((_, day) => series.reduce((sum, one) => sum + (one.hours[day] ?? 0), 0));
  const total = totals.reduce((sum, one) => sum + one, 0);
  const scale = scaleTo(Math.max(...totals));
  const words = (index: number) => {
    const parts = series.filter(({ hours }) => (hours[index] ?? 0) > 0);
    const each = parts.map(({ name, hours }) => `${name} ${hoursWords(hours[index] ?? 0)}`);
    return parts.length < 2 ? (each[0] ?? "0 h") : `${hoursWords(totals[index] ?? 0)}: ${each.join(", ")}`;
  };
  return (
    <Chart
      title="Hours by member"
      summary={`In these ${days.length} days: ${hoursWords(total)}. An hour is one sandbox that was up for an hour, counted for whoever owned it then.`}
      days={days.map(({ day }) => day)}
      scale={scale}
      tickWords={(tick) => `${tick} h`}
      dayWords={words}
      legend={
        series.length > 0 ? (
          <ul aria-label="Who is who" className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
            {series.map(({ key, name, total: sum }, index) => (
              <li key={key} className="flex min-w-0 items-center gap-1.5">
                <svg viewBox="0 0 12 12" className="size-3 shrink-0" aria-hidden>
                  <SeriesFills id={`${id}-legend-${index}`} />
                  <rect width={12} height={12} rx={2} fill={seriesFill(`${id}-legend-${index}`, index)} />
                </svg>
                <span className="truncate">{name}</span>
                <span className="whitespace-nowrap text-muted">{hoursWords(sum)}</span>
              </li>
            ))}
          </ul>
        ) : null
      }
      table={
        <DayTable
          columns={["All", ...series.map(({ name }) => name)]}
          rows={days
            .map(({ day }, index) => ({
              day,
              cells: [totals[index] ?? 0, ...series.map(({ hours }) => hours[index] ?? 0)].map(hoursWords),
            }))
            .reverse()}
        />
      }
    >
      <SeriesFills id={id} />
      {layers.map((layer, index) => (
        <g key={series[index]?.key} fill={seriesFill(id, index)}>
          {layer.map(([low, high], day) =>
            high > low ? (
              <rect
                key={days[day]?.day}
                x={day * DAY_WIDTH + 1}
                width={DAY_WIDTH - 2}
                y={scale.y(high)}
                height={Math.max(0, Math.min(PLOT_HEIGHT, scale.y(low)) - scale.y(high) - 0.75)}
              />
            ) : null,
          )}
        </g>
      ))}
    </Chart>
  );
}
