import { expect, test } from "vitest";
import { ago, ahead, size, span } from "./quantities.ts";
import { oneLine, table } from "./table.ts";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1_000, "1.0 KB"],
  [99_499, "99.5 KB"],
  [120_000_000, "120 MB"],
  [999_600, "1.0 MB"],
])("%i bytes are %s", (bytes, words) => {
  expect(size(bytes)).toBe(words);
});

test("spans are in the unit that people would use", () => {
  const at = (seconds: number) => new Date(seconds * 1000).toISOString();
  expect(span(at(0), at(59))).toBe("59 s");
  expect(span(at(0), at(60))).toBe("1 min");
  expect(span(at(0), at(7_200))).toBe("2 h");
  expect(span(at(0), at(86_400 * 3))).toBe("3 d");
  expect(ago(at(5), 0)).toBe("0 s ago");
  expect(ahead(at(90), 0)).toBe("in 2 min");
});

test("columns are as wide as they must be, and colour does not count", () => {
  const paint = (cell: string, column: number) => (column === 0 ? `\x1b[31m${cell}\x1b[0m` : cell);
  expect(
    table(
      ["A", "B"],
      [
        ["long cell", "x"],
        ["ü", "\x1b[2J"],
      ],
      paint,
    ).split("\n"),
  ).toEqual(["A          B", "\x1b[31mlong cell\x1b[0m  x", "\x1b[31mü\x1b[0m          ␛[2J"]);
});

test("what others wrote is one line that does nothing to a terminal", () => {
  expect(oneLine(" a\r\n\tb\x1b[31m\u202ec ")).toBe("a b␛[31m⟨U+202E⟩c");
});
