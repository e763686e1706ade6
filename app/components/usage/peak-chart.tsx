import { Chart } from "./chart.tsx";
import { DayTable } from "./day-table.tsx";
import { DAY_WIDTH, PLOT_HEIGHT, scaleTo } from "./scales.ts";
import type { TeamUsage } from "./team-usage.ts";

/** Most sandboxes up at one moment of each day, against what the team may have. */
export function PeakChart({ days, team }: TeamUsage) {
  const peaks = days.map(({ peak }) => peak);
  const highest = Math.max(...peaks);
  // A limit far above would flatten what there is; then it is only said.
  const near = team.max_active <= Math.max(8, highest * 3);
  const scale = scaleTo(Math.max(highest, near ? team.max_active : 0), true);
  const width = days.length * DAY_WIDTH;
  const words = (index: number) => `${peaks[index]} at once at most`;
  return (
    <Chart
      title="Sandboxes at once"
      summary={`${team.active} of ${team.max_active} places are taken now; ${highest} at once at most in these ${days.length} days.${near ? " The dashed line is the team’s limit." : ""}`}
      days={days.map(({ day }) => day)}
      scale={scale}
      tickWords={String}
      dayWords={words}
      table={
        <DayTable
          columns={["Most at once"]}
          rows={days.map(({ day, peak }) => ({ day, cells: [String(peak)] })).reverse()}
        />
      }
    >
      {days.map(({ day, peak }, index) => (
        <rect
          key={day}
          x={index * DAY_WIDTH + 1}
          width={DAY_WIDTH - 2}
          y={scale.y(peak)}
          height={PLOT_HEIGHT - scale.y(peak)}
          className="usage-bar"
        />
      ))}
      {near ? (
        <line
          x1={0}
          x2={width}
          y1={scale.y(team.max_active)}
          y2={scale.y(team.max_active)}
          className="usage-limit"
        />
      ) : null}
    </Chart>
  );
}
