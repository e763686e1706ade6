import { expect, test } from "vitest";
import { characterWidth, unicode15 } from "./character-widths.ts";

test.each([
  ["a", 1],
  ["é", 1],
  ["\u0301", 0],
  ["\u200b", 0],
  ["\u200d", 0],
  ["\ufe0f", 0],
  ["\u00ad", 1],
  ["\u1160", 0],
  ["─", 1],
  ["漢", 2],
  ["한", 2],
  ["Ａ", 2],
  ["\u{1f44d}", 2],
  ["\u{1f3fd}", 2],
  ["\u{1f1e9}", 1],
  ["\u{1fae0}", 2],
  ["\u{20000}", 2],
  ["\u{e0001}", 0],
  ["\u{e000}", 1],
  ["\u{10ffff}", 1],
])("%j takes as many columns as wcwidth says", (character, columns) => {
  expect(characterWidth(character.codePointAt(0) ?? 0)).toBe(columns);
});

test("a mark joins the character before it, and stands alone where there is none", () => {
  const letter = unicode15.charProperties(0x65, 0);
  expect(letter).toBe(0b010);
  expect(unicode15.charProperties(0x301, letter)).toBe(0b011);
  expect(unicode15.charProperties(0x301, 0)).toBe(0);
  expect(unicode15.charProperties(0x301, unicode15.charProperties(0x6f22, 0))).toBe(0b101);
});
