import { expect, test } from "vitest";
import { nextAttempt, RETRY_WAITS_MS } from "./webhook-retries.ts";

test("nine retries over three days, each a tenth earlier or later by chance, then none", () => {
  const now = 1_800_000_000_000;
  for (const [index, wait] of RETRY_WAITS_MS.entries()) {
    expect(nextAttempt(index + 1, now, 0)).toBe(now + Math.round(wait * 0.9));
    expect(nextAttempt(index + 1, now, 0.5)).toBe(now + wait);
    expect(nextAttempt(index + 1, now, 1)).toBe(now + Math.round(wait * 1.1));
  }
  expect(nextAttempt(RETRY_WAITS_MS.length + 1, now, 0.5)).toBeNull();
  expect(RETRY_WAITS_MS.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(3 * 86_400_000);
});
