import { expect, test } from "vitest";
import { retryDelay } from "./back-off.ts";

test("delays double from a fraction of a second and stop growing at 15 s", () => {
  const longest = [0, 1, 2, 3, 4, 5, 6, 50, 5000].map((attempt) => retryDelay(attempt, 0.999999));
  expect(longest).toEqual([400, 800, 1600, 3200, 6400, 12800, 15000, 15000, 15000]);
});

test("chance takes off up to half, never more", () => {
  for (let attempt = 0; attempt < 12; attempt++) {
    expect(retryDelay(attempt, 0)).toBe(retryDelay(attempt, 0.999999) / 2);
  }
});
