/** Limits and durations as people and programs send them: a whole number within bounds, or a clear refusal (R8). */
import { ok, type Result, refuse } from "../refusal.ts";

export interface Bounds {
  readonly field: string;
  readonly min: number;
  readonly max: number;
  /** Named in the refusal: "minutes", "seconds", "bytes". */
  readonly unit?: string;
}

/**
 * Accepts a number, or its decimal digits (query strings and forms). "90s", "1e3", NaN, Infinity, fractions and
 * values outside the bounds are refused with `invalid_number` and the field.
 */
export function wholeNumber(raw: unknown, bounds: Bounds): Result<number> {
  const value = typeof raw === "string" && /^-?\d{1,16}$/.test(raw) ? Number(raw) : raw;
  const whole = typeof value === "number" && Number.isSafeInteger(value);
  if (whole && value >= bounds.min && value <= bounds.max) return ok(value);
  const unit = bounds.unit ? ` ${bounds.unit}` : "";
  return refuse({
    reason_code: "invalid_number",
    message: `${bounds.field} must be a whole number from ${bounds.min} to ${bounds.max}${unit}.`,
    retryable: false,
    field: bounds.field,
  });
}
