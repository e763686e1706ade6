const FIRST_MS = 100;
const LONGEST_MS = 5_000;

/** How long to wait before the next attempt, ms: doubles with each that failed before. */
export function backOff(failures: number): number {
  return Math.min(FIRST_MS * 2 ** Math.min(failures, 10), LONGEST_MS);
}
