/** Figures as one table that reads in a terminal and in Markdown. */
import type { Figure } from "./figure.ts";

const HEAD = ["What", "Sandbar", "Floor", "Against the floor", "Aim"];

export function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, unit, measured, floor, aim }) => [
    what,
    quantity(measured, unit),
    floor === undefined ? "–" : quantity(floor, unit),
    floor === undefined ? "–" : comparison(measured, floor, unit),
    aim ?? "–",
  ]);
  const widths = HEAD.map((_, column) => Math.max(...[HEAD, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(HEAD), rule, ...rows.map(line)].join("\n");
}

function comparison(measured: number, floor: number, unit: string): string {
  const ratio = `${(measured / floor).toFixed(2)} ×`;
  const more = measured - floor;
  return unit === "ms" ? `${ratio}, ${more < 0 ? "−" : "+"}${number(Math.abs(more))} ms` : ratio;
}

function quantity(value: number, unit: string): string {
  return `${number(value)} ${unit}`;
}

/** Three digits that mean something. */
function number(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
