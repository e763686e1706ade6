import { expect, test } from "vitest";
import { firstFailure } from "./search.ts";

const runs = Number(process.env.MODEL_RUNS ?? 10_000);
const seed = Number(process.env.MODEL_SEED ?? 1);

test(`${runs} random sequences with faults and crashes between any two steps break no rule`, async () => {
  expect(await firstFailure(seed, runs)).toBeNull();
});
