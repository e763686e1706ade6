/** Quantities in the words people read. */

const UNITS = ["B", "KB", "MB", "GB", "TB"];

/** Of bytes: `0 B`, `1.5 KB`, `120 MB`. */
export function size(bytes: number): string {
  let [value, unit] = [bytes, 0];
  for (; value >= 999.5 && unit < UNITS.length - 1; unit++) value /= 1000;
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

/** From then to now, or from now to then: `5 s`, `3 min`, `2 h`, `4 d`. Times are ISO 8601. */
export function span(from: string | number, to: string | number): string {
  const seconds = Math.max(0, Math.round((new Date(to).getTime() - new Date(from).getTime()) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

export function ago(at: string, now: number): string {
  return `${span(at, now)} ago`;
}

export function ahead(at: string, now: number): string {
  return `in ${span(now, at)}`;
}
