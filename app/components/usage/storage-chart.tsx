import { area, line } from "d3-shape";
import { bytes } from "../controls/durations.ts";
import { Chart } from "./chart.tsx";
import { DayTable } from "./day-table.tsx";
import { DAY_WIDTH, PLOT_HEIGHT, type Scale, scaleTo } from "./scales.ts";
import type { TeamUsage } from "./team-usage.ts";

/** What is kept of the team's sandboxes, as each day began. */
export function StorageChart({ days, team }: TeamUsage) {
  const known = days.flatMap(({ stored_bytes }) => stored_bytes ?? []);
  const unit = 1024 ** Math.floor(Math.log2(Math.max(1, ...known)) / 10);
  const inUnits = scaleTo(Math.max(...known) / unit);
  const scale: Scale = { ...inUnits, y: (value) => inUnits.y(value / unit) };
  const ticked: Scale = { ticks: inUnits.ticks.map((tick) => tick * unit), y: scale.y };
  const points = days.map(({ stored_bytes }, index) => ({ x: (index + 0.5) * DAY_WIDTH, stored_bytes }));
  const shape = {
    x: ({ x }: (typeof points)[number]) => x,
    y: ({ stored_bytes }: (typeof points)[number]) => scale.y(stored_bytes ?? 0),
    defined: ({ stored_bytes }: (typeof points)[number]) => stored_bytes !== null,
  };
  const outline = line<(typeof points)[number]>().x(shape.x).y(shape.y).defined(shape.defined)(points);
  const below = area<(typeof points)[number]>().x(shape.x).y0(PLOT_HEIGHT).y1(shape.y).defined(shape.defined)(
    points,
  );
  const words = (index: number) => storedWords(days[index]?.stored_bytes ?? null);
  return (
    <Chart
      title="Storage"
      summary={`${bytes(team.stored_bytes)}${team.max_stored_bytes === null ? "" : ` of ${bytes(team.max_stored_bytes)}`} are kept now: checkpoints, exports and recordings.`}
      days={days.map(({ day }) => day)}
      scale={ticked}
      tickWords={(tick) => bytes(tick).replace(".0 ", " ")}
      dayWords={words}
      table={
        <DayTable
          columns={["Kept as the day began"]}
          rows={days.map(({ day }, index) => ({ day, cells: [words(index)] })).reverse()}
        />
      }
    >
      <path d={below ?? undefined} className="usage-area" />
      <path d={outline ?? undefined} className="usage-line" />
      {/* A day that stands alone makes no line. */}
      {points.map((point, index) =>
        point.stored_bytes && !points[index - 1]?.stored_bytes && !points[index + 1]?.stored_bytes ? (
          <rect
            key={days[index]?.day}
            x={point.x - DAY_WIDTH / 2 + 1}
            width={DAY_WIDTH - 2}
            y={shape.y(point)}
            height={PLOT_HEIGHT - shape.y(point)}
            className="usage-bar"
          />
        ) : null,
      )}
    </Chart>
  );
}

function storedWords(stored: number | null): string {
  return stored === null ? "not written down" : bytes(stored);
}
