import type { Size } from "./recording.ts";

const FONT_SIZES = { min: 6, max: 22 } as const;
const STEP = 0.5;

/** What one letter takes, px, at a font size of 1. */
export interface LetterSize {
  readonly width: number;
  readonly height: number;
}

export interface Box {
  readonly width: number;
  readonly height: number;
}

/** The largest font size at which the whole terminal is in the box; the smallest where it never is, and it scrolls. */
export function fittingFontSize(box: Box, { cols, rows }: Size, letter: LetterSize): number {
  const most = Math.min(box.width / (cols * letter.width), box.height / (rows * letter.height));
  const stepped = Math.floor(most / STEP) * STEP;
  return Math.min(
    FONT_SIZES.max,
    Math.max(FONT_SIZES.min, Number.isFinite(stepped) ? stepped : FONT_SIZES.min),
  );
}
