import { expect, test } from "vitest";
import { fittingFontSize } from "./fit.ts";

const LETTER = { width: 0.6, height: 1.2 };

test.each([
  ["as wide as the box", { width: 480, height: 9999 }, { cols: 80, rows: 24 }, 10],
  ["as high as the box", { width: 9999, height: 288 }, { cols: 80, rows: 24 }, 10],
  ["in steps, rounded down", { width: 500, height: 9999 }, { cols: 80, rows: 24 }, 10],
  ["never so large that it is odd", { width: 3000, height: 3000 }, { cols: 10, rows: 3 }, 22],
  [
    "never so small that nothing can be read: it scrolls",
    { width: 300, height: 300 },
    { cols: 400, rows: 100 },
    6,
  ],
  ["in a box that is not laid out yet", { width: 0, height: 0 }, { cols: 80, rows: 24 }, 6],
])("a terminal is %s", (_, box, size, fontSize) => {
  expect(fittingFontSize(box, size, LETTER)).toBe(fontSize);
});
