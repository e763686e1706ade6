import { expect, test } from "vitest";
import { disabledWords, eventSummary, successWords, webhookStatus } from "./webhook-words.ts";

const health = { last_delivery: null, failing_since: null, waiting: 0, recent: [] };
const at = "2026-11-22T00:00:00.000Z";

test("how a webhook is doing, in words", () => {
  expect(webhookStatus({ enabled: true, health }).words).toBe("Nothing sent yet");
  const last_delivery = { at, succeeded: true };
  expect(webhookStatus({ enabled: true, health: { ...health, last_delivery } }).words).toBe("Delivering");
  expect(
    webhookStatus({ enabled: true, health: { ...health, last_delivery, failing_since: at } }).words,
  ).toBe("Failing");
  expect(webhookStatus({ enabled: false, health: { ...health, failing_since: at } }).words).toBe("Disabled");
});

test("what waits counts neither way", () => {
  expect(successWords([])).toBeNull();
  expect(successWords(["waiting"])).toBe("Nothing has arrived yet");
  expect(successWords(["succeeded", "waiting"])).toBe("The only delivery arrived");
  expect(successWords(["failed", "dropped", "succeeded"])).toBe("1 of the last 3 deliveries arrived");
});

test("what an event says, in short", () => {
  expect(eventSummary({ from: "running", to: "saving", reason: "teardown requested" })).toBe(
    "running → saving",
  );
  expect(eventSummary({ kind: "patch", reason_code: "branch_diverged" })).toBe("patch, branch diverged");
  expect(eventSummary({ at: "2026-11-22T00:00:00.000Z", reason: "max_lifetime" })).toBe("max lifetime");
  expect(eventSummary({})).toBeNull();
});

test("whatever disabled it, there is a way on", () => {
  expect(disabledWords({ disabled: null })).toBeNull();
  for (const reason of ["by_hand", "gone", "failing"] as const) {
    expect(disabledWords({ disabled: { at, reason } })?.next_step).toMatch(/able/);
  }
});
