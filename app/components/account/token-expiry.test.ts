import { expect, test } from "vitest";
import { tokenExpiry } from "./token-expiry.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");

test.each([
  ["2026-11-21T12:00:00Z", "bad", "Expired"],
  ["2026-11-22T12:00:00Z", "warn", "Expires in 24 h"],
  ["2026-11-28T11:59:59Z", "warn", "Expires in 7 d"],
  ["2026-11-28T12:00:00Z", "idle", "Expires in 7 d"],
  [null, "warn", "Never expires"],
])("a token that ends at %s is shown as %s: %s", (at, tone, words) => {
  expect(tokenExpiry(at, NOW)).toEqual({ tone, words });
});
