import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Recording } from "./recording.ts";
import { advance, clockTime, linkedPosition, spokenTime } from "./timeline.ts";

function recordingOf(times: readonly number[]): Recording {
  const recording = new Recording({ cols: 80, rows: 24, timestamp: null, title: null });
  for (const time of times) recording.push({ kind: "output", time: time / 1000, text: "x" });
  return recording;
}

describe("time goes on", () => {
  const film = recordingOf([0, 1000, 61_000, 62_000]);
  test.each([
    [0, 500, 2000, 500],
    [0, 1000, 2000, 1000],
    [1000, 1500, 2000, 2500],
    // Two seconds of the minute of silence, then at once to where something happens.
    [1000, 2000, 2000, 61_000],
    [1000, 2500, 2000, 61_500],
    // Put down in the middle of a silence: it ends at once.
    [30_000, 1, 2000, 61_001],
    [30_000, 1, null, 30_001],
    [1000, 60_000, null, 61_000],
    [0, 1_000_000, 2000, 62_000],
    [62_000, 100, 2000, 62_000],
    [5000, 0, 2000, 5000],
  ])("from %i by %i with silences of %s to %i", (from, elapsed, limit, to) => {
    expect(advance(film, from, elapsed, limit)).toBe(to);
  });

  test("in whatever steps, to the same place", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(20_000), { minLength: 1, maxLength: 20 }),
        fc.array(fc.nat(3000), { maxLength: 20 }),
        fc.constantFrom(null, 500, 2000),
        (times, steps, limit) => {
          const film = recordingOf(times.sort((a, b) => a - b));
          const inSteps = steps.reduce((at, step) => advance(film, at, step, limit), 0);
          const atOnce = advance(
            film,
            0,
            steps.reduce((sum, step) => sum + step, 0),
            limit,
          );
          expect(inSteps).toBe(atOnce);
          expect(inSteps).toBeLessThanOrEqual(film.duration);
        },
      ),
    );
  });
});

test("an event is found by its time", () => {
  const film = recordingOf([0, 10, 10, 20]);
  expect([-1, 0, 9, 10, 19, 20, 99].map((time) => film.eventsBy(time))).toEqual([0, 1, 1, 3, 3, 4, 4]);
});

test.each([
  [0, "0:00", "0 seconds"],
  [7999, "0:07", "7 seconds"],
  [61_000, "1:01", "1 minute 1 second"],
  [3_600_000, "1:00:00", "1 hour"],
  [7_325_000, "2:02:05", "2 hours 2 minutes 5 seconds"],
])("%i ms reads %s and is said %s", (ms, read, said) => {
  expect(clockTime(ms)).toBe(read);
  expect(spokenTime(ms)).toBe(said);
});

test.each([
  ["?t=123", 123_000],
  ["?a=1&t=1.5", 1500],
  ["?t=-1", null],
  ["?t=", null],
  ["?t=1e9", null],
  ["?t=NaN", null],
  ["", null],
])("an address with %s begins at %s", (search, position) => expect(linkedPosition(search)).toBe(position));
