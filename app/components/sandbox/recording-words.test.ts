import { expect, test } from "vitest";
import { RECORDING_ENDS } from "../../../workers/domain/terminal/recording.ts";
import { playingTime, recordingEnd } from "./recording-words.ts";

test.each(RECORDING_ENDS)("why a recording ended is said: %s", (reason) => {
  expect(recordingEnd({ status: "ended", reason })).toMatch(/^(Ended|Cut) .*\.$/);
});

test("one that is made has not ended", () => {
  expect(recordingEnd({ status: "recording", reason: null })).toBeNull();
});

test.each([
  [0, "0 s"],
  [999, "0 s"],
  [65_000, "1 min 05 s"],
  [3_840_000, "1 h 04 min"],
])("%i ms play for %s", (ms, words) => expect(playingTime(ms)).toBe(words));
