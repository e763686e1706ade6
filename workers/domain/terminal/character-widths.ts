import { NO_COLUMN, TWO_COLUMNS } from "./width-ranges.ts";

/**
 * How many columns a character takes in a terminal: by code point and Unicode 15, as the C library tells programs. What
 * a terminal shows agrees with where a program believes its cursor to be only when both count alike.
 *
 * xterm gets it from prepare-terminal.ts.
 */
export const unicode15 = {
  version: "15",

  wcwidth: (codepoint: number): 0 | 1 | 2 => characterWidth(codepoint),

  /** xterm's packed form: bit 0 joins the character before, bits 1 and 2 are the width. */
  charProperties: (codepoint: number, preceding: number): number => {
    const width = characterWidth(codepoint);
    const before = (preceding >> 1) & 3;
    if (width > 0 || before === 0) return width << 1;
    return (before << 1) | 1;
  },
} as const;

export function characterWidth(codepoint: number): 0 | 1 | 2 {
  if (codepoint < 0x20) return 0;
  if (codepoint < 0x7f) return 1;
  if (codepoint < 0xa0) return 0;
  if (codepoint < BMP) {
    widths ??= bmpWidths();
    return widths[codepoint] as 0 | 1 | 2;
  }
  if (isWithin(codepoint, wide())) return 2;
  return isWithin(codepoint, zero()) ? 0 : 1;
}

const BMP = 0x10000;
let widths: Uint8Array | undefined;
let zeroRanges: Ranges | undefined;
let wideRanges: Ranges | undefined;

/** First and last characters of ranges, one after the other, ascending. */
type Ranges = readonly number[];

function zero(): Ranges {
  zeroRanges ??= parse(NO_COLUMN);
  return zeroRanges;
}

function wide(): Ranges {
  wideRanges ??= parse(TWO_COLUMNS);
  return wideRanges;
}

function bmpWidths(): Uint8Array {
  const table = new Uint8Array(BMP).fill(1);
  for (const [ranges, width] of [
    [zero(), 0],
    [wide(), 2],
  ] as const) {
    for (let at = 0; at < ranges.length; at += 2) {
      if (ranges[at]! < BMP) table.fill(width, ranges[at], ranges[at + 1]! + 1);
    }
  }
  return table;
}

function isWithin(codepoint: number, ranges: Ranges): boolean {
  let [low, high] = [0, ranges.length / 2 - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (codepoint < ranges[2 * middle]!) high = middle - 1;
    else if (codepoint > ranges[2 * middle + 1]!) low = middle + 1;
    else return true;
  }
  return false;
}

function parse(text: string): Ranges {
  let last = 0;
  return text.split(" ").flatMap((range) => {
    const [distance = "", length = "0"] = range.split("+");
    const first = last + Number.parseInt(distance, 36);
    last = first + Number.parseInt(length, 36);
    return [first, last];
  });
}
