import { visibleText } from "../../app/live/terminal/visible-text.ts";

/** Between columns. */
const GAP = "  ";

/**
 * Rows under their headings, columns as wide as they must be. Control characters in cells are shown, not obeyed.
 * `paint` colours a cell that is safe already.
 */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  paint: (cell: string, column: number) => string = (cell) => cell,
): string {
  const safe = rows.map((row) => row.map(oneLine));
  const widths = headings.map((_, column) =>
    Math.max(...[headings, ...safe].map((row) => widthOf(row[column] ?? ""))),
  );
  const line = (row: readonly string[], painted: typeof paint) =>
    row
      .map((cell, column) => painted(cell, column) + " ".repeat(widths[column]! - widthOf(cell)))
      .join(GAP)
      .trimEnd();
  return [line(headings, (cell) => cell), ...safe.map((row) => line(row, paint))].join("\n");
}

/** What others chose (names, titles, messages), safe to show on a terminal. */
export function oneLine(text: string): string {
  return visibleText(text.replace(/\s+/g, " ")).trim();
}

function widthOf(text: string): number {
  return [...text].length;
}
