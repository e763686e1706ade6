import { scaleLinear } from "d3-scale";

/** Height of every plot, in its own units and in CSS pixels alike; the width is stretched. */
export const PLOT_HEIGHT = 160;
/** Width of a day in a plot's own units. */
export const DAY_WIDTH = 10;

export interface Scale {
  /** From the top, in a plot's units. */
  readonly y: (value: number) => number;
  /** Round values for lines across, 0 the first. */
  readonly ticks: readonly number[];
}

/** From 0 to a round value not below `max`; `whole` has no ticks between two numbers. */
export function scaleTo(max: number, whole = false): Scale {
  const scale = scaleLinear()
    .domain([0, Math.max(max, whole ? 4 : 1)])
    .range([PLOT_HEIGHT, 0])
    .nice(4);
  const ticks = scale.ticks(4).filter((tick) => !whole || Number.isInteger(tick));
  return { y: (value) => scale(value), ticks };
}
