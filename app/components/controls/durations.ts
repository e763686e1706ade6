const UNITS: readonly (readonly [string, number])[] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
];

/** "40 s", "12 min", "3 h", "2 d": one unit, rounded down, never "0". */
export function shortDuration(ms: number): string {
  for (const [unit, size] of UNITS) {
    if (ms >= size) return `${Math.floor(ms / size)} ${unit}`;
  }
  return "1 s";
}

/** "0.4 s", "12.3 s", "2 min 05 s": how long a step took. */
export function stepDuration(ms: number): string {
  if (ms < 60_000) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}

/** "just now", "40 s ago"; a future time reads "now", never a negative age. */
export function ago(ms: number): string {
  return ms < 5_000 ? "just now" : `${shortDuration(ms)} ago`;
}

const SIZES = ["B", "KB", "MB", "GB", "TB"] as const;

/** "1.2 MB", in powers of 1024. */
export function bytes(size: number): string {
  let value = size;
  let unit = 0;
  while (value >= 1024 && unit < SIZES.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${SIZES[unit]}`;
}

/** "2026-11-21 15:44:02 UTC": the exact time, the same on server and browser. */
export function exactTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
