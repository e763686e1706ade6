const FIRST_MS = 400;
const LONGEST_MS = 15_000;

/**
 * How long to wait before attempt number `attempt` (0 = the first retry): doubling, at most 15 s, with half of it
 * left to chance so that many pages do not come back in the same moment. `random` is in [0, 1).
 */
export function retryDelay(attempt: number, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(full / 2 + (full / 2) * random);
}
