import { expect, test } from "vitest";
import { isHover, isPointer, isReport } from "./terminal-reports.ts";

test.each([
  "\u001b[12;40R",
  "\u001b[?1;2c",
  "\u001b[>0;276;0c",
  "\u001b[0n",
  "\u001b[?2026;2$y",
  "\u001b]11;rgb:1111/1010/0f0f\u001b\\",
  "\u001bP1+r544e\u001b\\",
  "\u001b[I",
  "\u001b[1;1R\u001b[?1;2c",
])("%j is an answer", (data) => {
  expect(isReport(data)).toBe(true);
});

test.each([
  "a",
  "ls\r",
  "\u001b",
  "\u001b[A",
  "\u001bOP",
  "\u001b[200~text\u001b[201~",
  "\u001b[1;5C",
  "\u0003",
  "n",
])("%j is typed", (data) => {
  expect(isReport(data)).toBe(false);
});

test.each([
  ["\u001b[<0;3;4M", true, false],
  ["\u001b[<0;3;4m", true, false],
  ["\u001b[<35;3;4M", true, true],
  ["\u001b[<32;3;4M", true, false],
  ["\u001b[<64;3;4M", true, false],
  [`\u001b[M${String.fromCharCode(32 + 35)}!!`, true, true],
  ["\u001b[M !!", true, false],
  ["\u001b[67;3;4M", true, true],
  ["\u001b[M", false, false],
  ["a", false, false],
])("%j: pointer %s, hovering %s", (data, pointer, hover) => {
  expect([isPointer(data), isHover(data)]).toEqual([pointer, hover]);
});
