import { expect, test } from "vitest";
import { timeLeft } from "./time-left.ts";

const MIN = 60_000;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;

test.each([
  [7 * DAY - 1, "7 d"],
  [365 * DAY - 5 * MIN, "365 d"],
  [2 * DAY - 1, "2 d"],
  [DAY - 1, "24 h"],
  [1.5 * DAY - 1, "36 h"],
  [HOUR - 1, "59 min"],
  [90_000, "1 min"],
  [1, "1 s"],
])("%d ms are told as %s", (ms, words) => {
  expect(timeLeft(ms)).toBe(words);
});
