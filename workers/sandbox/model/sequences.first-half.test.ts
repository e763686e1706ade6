import { expect, test } from "vitest";
import { BEGIN, firstFailure, RUNS } from "./search.ts";
import { play, sequenceOf } from "./sequence.ts";

// In two files, so that two cores share them. `MODEL_SEED=7 MODEL_RUNS=1` replays one sequence, more runs extend.
const runs = Math.ceil(RUNS / 2);

test(`${runs} random sequences with faults and crashes between any two steps break no rule`, async () => {
  expect(await firstFailure(BEGIN, runs)).toBeNull();
});

test("a seed decides everything: played again, it ends with the same records at the same moment", async () => {
  for (let seed = BEGIN; seed < BEGIN + 50; seed++) {
    const ends: (readonly unknown[])[] = [];
    for (let time = 0; time < 2; time++) await play(seed, sequenceOf(seed), (end) => ends.push(end));
    expect(ends[1]).toEqual(ends[0]);
  }
});
