import { shortDuration } from "./durations.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** "7 d", "24 h", "59 min": how long is left, ms. Days and hours are the nearest ones: what was made for a week ends in 7 d. */
export function timeLeft(ms: number): string {
  if (ms >= 1.5 * DAY_MS) return `${Math.round(ms / DAY_MS)} d`;
  if (ms >= HOUR_MS) return `${Math.round(ms / HOUR_MS)} h`;
  return shortDuration(ms);
}
