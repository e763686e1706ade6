import { expect, test } from "vitest";
import { median, p99, quantile } from "./statistics.ts";

test("quantiles are values that were measured, whatever their order", () => {
  const values = Array.from({ length: 200 }, (_, index) => 200 - index);
  expect(median(values)).toBe(100);
  expect(p99(values)).toBe(198);
  expect(quantile(values, 0)).toBe(1);
  expect(quantile([7], 0.99)).toBe(7);
  expect(() => median([])).toThrow("no values");
});
