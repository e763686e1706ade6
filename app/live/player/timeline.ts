import type { Recording } from "./recording.ts";

export const SPEEDS = [0.5, 1, 1.5, 2, 4, 8, 16] as const;

/** Silence longer than this is cut short while silences are skipped, ms of the recording. */
export const IDLE_LIMIT_MS = 2000;

/**
 * Where playing has come to after `elapsed` ms (already multiplied by the speed) from `position`. With `idleLimit`
 * each silence lasts at most that long, and the position then goes to where something happens again. Never past
 * the end.
 */
export function advance(
  recording: Pick<Recording, "eventsBy" | "timeOf" | "length" | "duration">,
  position: number,
  elapsed: number,
  idleLimit: number | null,
): number {
  let at = position;
  let left = elapsed;
  while (left > 0) {
    const next = recording.eventsBy(at);
    if (next >= recording.length) return recording.duration;
    const until = recording.timeOf(next);
    const since = next === 0 ? 0 : recording.timeOf(next - 1);
    const silence = idleLimit === null ? until : Math.min(until, since + idleLimit);
    // Beyond the silence that is shown, the rest of it takes no time.
    const shown = Math.max(0, silence - at);
    if (left < shown) return at + left;
    left -= shown;
    at = until;
  }
  return at;
}

/** "1:02:03", "2:03", "0:07": for the eye, in digits of one width. */
export function clockTime(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, "0"));
  const hours = Math.floor(seconds / 3600);
  return hours > 0 ? `${hours}:${parts.join(":")}` : `${Number(parts[0])}:${parts[1]}`;
}

/** "1 hour 2 minutes 3 seconds": for the ear. */
export function spokenTime(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  const parts = [
    [Math.floor(seconds / 3600), "hour"],
    [Math.floor(seconds / 60) % 60, "minute"],
    [seconds % 60, "second"],
  ] as const;
  const said = parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}${count === 1 ? "" : "s"}`);
  return said.length > 0 ? said.join(" ") : "0 seconds";
}

/** The position in `?t=SECONDS` of an address, ms; null where it names none. */
export function linkedPosition(search: string): number | null {
  const given = new URLSearchParams(search).get("t");
  if (given === null || !/^\d{1,7}(\.\d{1,3})?$/.test(given)) return null;
  return Math.round(Number(given) * 1000);
}
