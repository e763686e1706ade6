import type { Refusal } from "../domain/refusal.ts";

export { RateLimit } from "../domain/rate-limit.ts";

export const RATE_LIMITED: Refusal = {
  reason_code: "rate_limited",
  message: "Too many of these requests in a minute.",
  retryable: true,
  next_step: "Wait a minute, then try again.",
};
