import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wholeNumber } from "./whole-number.ts";

const BOUNDS = { field: "timeout_ms", min: 1, max: 3_600_000, unit: "milliseconds" };

describe("wholeNumber", () => {
  it.each([
    [90, 90],
    ["90", 90],
    [3_600_000, 3_600_000],
  ])("reads %j", (raw, value) => {
    expect(wholeNumber(raw, BOUNDS)).toEqual({ ok: true, value });
  });

  it.each([
    "90s",
    "",
    " 90",
    "1e3",
    "0x10",
    "1.5",
    NaN,
    Infinity,
    -Infinity,
    -1,
    0,
    1.5,
    1e308,
    "9".repeat(40),
    true,
    null,
    undefined,
    [],
    {},
  ])("R8: refuses %j with a clear error", (raw) => {
    expect(wholeNumber(raw, BOUNDS)).toMatchObject({
      ok: false,
      refusal: {
        reason_code: "invalid_number",
        field: "timeout_ms",
        message: "timeout_ms must be a whole number from 1 to 3600000 milliseconds.",
      },
    });
  });

  it("R8: whatever it gives is finite, whole and in bounds", () => {
    fc.assert(
      fc.property(fc.anything(), (raw) => {
        const result = wholeNumber(raw, BOUNDS);
        if (result.ok) expect(Number.isInteger(result.value) && result.value >= 1).toBe(true);
      }),
    );
  });
});
