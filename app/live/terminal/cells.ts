import { MAX_PTY_SIDE } from "../../../workers/domain/protocol/frame.ts";

/** A terminal's size in characters. */
export interface Cells {
  readonly cols: number;
  readonly rows: number;
}

/** CSS pixels. */
export interface Extent {
  readonly width: number;
  readonly height: number;
}

/** Smaller than this nothing can be read; a terminal that needs less scrolls instead. */
export const SMALLEST_FONT = 6;

export function sameCells(one: Cells | null, other: Cells | null): boolean {
  return one?.cols === other?.cols && one?.rows === other?.rows;
}

/** The whole characters that a space has room for. */
export function cellsIn(space: Extent, cell: Extent): Cells {
  return {
    cols: Math.min(MAX_PTY_SIDE, Math.max(2, Math.floor(space.width / cell.width))),
    rows: Math.min(MAX_PTY_SIDE, Math.max(1, Math.floor(space.height / cell.height))),
  };
}

export function fitsIn(space: Extent, cells: Cells, cell: Extent): boolean {
  return cells.cols * cell.width <= space.width && cells.rows * cell.height <= space.height;
}

/**
 * The whole font size at which `cells` should just fit, at most `font`, which is what `cell` was measured at. Characters
 * are rounded to the pixels of a screen: what is drawn may still be a little larger.
 */
export function fontFor(space: Extent, cells: Cells, cell: Extent, font: number): number {
  const scale = Math.min(
    1,
    space.width / (cells.cols * cell.width),
    space.height / (cells.rows * cell.height),
  );
  return Math.max(SMALLEST_FONT, Math.floor(font * scale));
}
