import { expect, test } from "vitest";
import type { Refusal } from "./refusal.ts";
import { readRefusalBody, refusalBody } from "./refusal-body.ts";

const REFUSAL: Refusal = {
  reason_code: "operation_conflict",
  message: "Another operation is under way.",
  retryable: true,
  next_step: "Wait for it.",
  field: "state",
  operation_id: "op_1",
};

test("a refusal is read as it was written", () => {
  expect(readRefusalBody(JSON.parse(JSON.stringify(refusalBody(REFUSAL))))).toEqual(REFUSAL);
  const least: Refusal = { reason_code: "gone", message: "It is gone.", retryable: false };
  expect(readRefusalBody(refusalBody(least))).toEqual(least);
});

test("when to come back is said in a header alone", () => {
  expect(refusalBody({ ...REFUSAL, retry_after_seconds: 3 })).not.toHaveProperty("retry_after_seconds");
});

test("what nobody of the product wrote is no refusal", () => {
  const others = [
    null,
    undefined,
    "Bad gateway",
    502,
    [],
    {},
    { error: "x" },
    { error: "x", reason_code: "y" },
  ];
  for (const body of [...others, { error: {}, reason_code: "y", retryable: true }])
    expect(readRefusalBody(body)).toBeUndefined();
});
