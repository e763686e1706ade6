import type { Refusal } from "../domain/refusal.ts";

const WINDOW_MS = 60_000;
/** Counters kept at most; the oldest go first. */
const KEPT = 10_000;

/**
 * Counts requests a minute, per caller and route, in this isolate's memory: it takes the edge off a flood without a
 * write per request. What must hold exactly (quotas, single use) is decided by the database.
 */
export class RateLimit {
  readonly #counts = new Map<string, { window: number; count: number }>();

  /** True when this request is one too many. `now` in epoch ms. */
  exceeded(caller: string, limit: number, now: number): boolean {
    const window = Math.floor(now / WINDOW_MS);
    const known = this.#counts.get(caller);
    const count = known?.window === window ? known.count + 1 : 1;
    this.#counts.delete(caller);
    this.#counts.set(caller, { window, count });
    if (this.#counts.size > KEPT) this.#counts.delete(this.#counts.keys().next().value ?? "");
    return count > limit;
  }
}

export const RATE_LIMITED: Refusal = {
  reason_code: "rate_limited",
  message: "Too many of these requests in a minute.",
  retryable: true,
  next_step: "Wait a minute, then try again.",
};
