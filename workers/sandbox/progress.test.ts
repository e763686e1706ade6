import { expect, test } from "vitest";
import { Tally } from "./effects/tally.ts";
import { paced } from "./progress.ts";

type Told = [bytes: number, total_bytes: number | null];

test("pages are told at most four times a second, and again after the clock was set back", () => {
  const told: Told[] = [];
  let now = 10_000;
  const progress = paced(
    (...what) => told.push(what),
    () => now,
  );
  for (; now < 11_000; now += 10) progress(now, null);
  expect(told.map(([at]) => at)).toEqual([10_000, 10_250, 10_500, 10_750]);
  now = 5_000;
  progress(1, 2);
  expect(told.at(-1)).toEqual([1, 2]);
});

test("an archive moves twice: there, and back to be verified; a guess that is too small is dropped", () => {
  const told: Told[] = [];
  const tally = new Tally((...what) => told.push(what), 20);
  tally.moved(15);
  tally.moved(15);
  tally.expect(60);
  tally.moved(30);
  expect(told).toEqual([
    [15, 20],
    [30, null],
    [60, 60],
  ]);
});
