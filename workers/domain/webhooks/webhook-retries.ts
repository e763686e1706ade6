/** When a delivery that failed is tried again: the schedule that Standard Webhooks recommends. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Waits after the first, second, … failed attempt, ms. */
export const RETRY_WAITS_MS: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** A wait is up to so much shorter or longer, so that what failed together does not come back together. */
const JITTER = 0.1;

/**
 * When to try again after `attempts` attempts have failed, epoch ms; null when there is no other.
 * @param random from 0 up to 1
 */
export function nextAttempt(attempts: number, now: number, random: number): number | null {
  const wait = RETRY_WAITS_MS[attempts - 1];
  return wait === undefined ? null : Math.round(now + wait * (1 - JITTER + 2 * JITTER * random));
}
