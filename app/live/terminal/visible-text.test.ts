import { expect, test } from "vitest";
import { titleWords, visibleText } from "./visible-text.ts";

test.each([
  ["plain ünïcode 漢字 👍", "plain ünïcode 漢字 👍"],
  ["a\u001b[31mb", "a␛[31mb"],
  ["\u0000\u0003\u007f", "␀␃␡"],
  ["line\nnext\ttab", "line\nnext\ttab"],
  ["\u202etxt.exe", "⟨U+202E⟩txt.exe"],
  ["zero\u200bwidth", "zero⟨U+200B⟩width"],
  ["\u009b31m", "⟨U+009B⟩31m"],
])("%j can be seen as %j", (text, seen) => {
  expect(visibleText(text)).toBe(seen);
});

test.each([
  ["vim notes.txt", "vim notes.txt"],
  ["  two \n lines\u0007 ", "two lines"],
  ["\u202egnp.exe\u200b", "gnp.exe"],
  ["\u0000\u200e", null],
  ["<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"],
  ["x".repeat(61), `${"x".repeat(59)}…`],
  ["👍".repeat(60), "👍".repeat(60)],
])("the title %j is shown as %j", (title, words) => {
  expect(titleWords(title)).toBe(words);
});
