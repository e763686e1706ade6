import fc from "fast-check";
import { expect, test } from "vitest";
import { cellsIn, fitsIn, fontFor, SMALLEST_FONT } from "./cells.ts";

const cell = { width: 7.8, height: 17 };

test("a window asks for the whole characters it has room for, and never for none", () => {
  expect(cellsIn({ width: 800, height: 400 }, cell)).toEqual({ cols: 102, rows: 23 });
  expect(cellsIn({ width: 1, height: 1 }, cell)).toEqual({ cols: 2, rows: 1 });
  expect(cellsIn({ width: 1e6, height: 1e6 }, cell)).toEqual({ cols: 4096, rows: 4096 });
});

test("a terminal that fits keeps the person's font; a larger one is drawn smaller, down to a floor", () => {
  const space = { width: 800, height: 400 };
  expect(fontFor(space, { cols: 80, rows: 20 }, cell, 13)).toBe(13);
  expect(fontFor(space, { cols: 160, rows: 20 }, cell, 13)).toBe(8);
  expect(fontFor(space, { cols: 4000, rows: 20 }, cell, 13)).toBe(SMALLEST_FONT);
});

test("drawn with the font that was found, a terminal fits, where characters scale with their font", () => {
  const side = fc.integer({ min: 1, max: 300 });
  const px = fc.integer({ min: 60, max: 3000 });
  fc.assert(
    fc.property(px, px, side, side, (width, height, cols, rows) => {
      const font = fontFor({ width, height }, { cols, rows }, cell, 13);
      const drawn = { width: (cell.width * font) / 13, height: (cell.height * font) / 13 };
      expect(font === SMALLEST_FONT || fitsIn({ width, height }, { cols, rows }, drawn)).toBe(true);
    }),
  );
});
