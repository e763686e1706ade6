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
    const count = this.count(caller, now) + 1;
    this.#counts.delete(caller);
    this.#counts.set(caller, { window, count });
    if (this.#counts.size > KEPT) this.#counts.delete(this.#counts.keys().next().value ?? "");
    return count > limit;
  }

  /** How often it was asked for this caller in this minute. */
  count(caller: string, now: number): number {
    const known = this.#counts.get(caller);
    return known?.window === Math.floor(now / WINDOW_MS) ? known.count : 0;
  }
}
