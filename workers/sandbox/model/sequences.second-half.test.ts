import { expect, test } from "vitest";
import { BEGIN, firstFailure, RUNS } from "./search.ts";

const runs = Math.floor(RUNS / 2);

test(`${runs} more random sequences break no rule`, async () => {
  expect(await firstFailure(BEGIN + RUNS - runs, runs)).toBeNull();
});
