/** Hours and numbers of sandboxes by day, from their runs. Days are UTC and counted since 1970. */
import type { Run } from "./runs.ts";

export const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export function dayOf(at: number): number {
  return Math.floor(at / DAY_MS);
}

export interface DayUsage {
  readonly day: number;
  /** Highest number of runs at one moment. */
  readonly peak: number;
  /** By owner (user id); who had none is not in it. */
  readonly hours: ReadonlyMap<string, number>;
}

/** @param runs any that touch the days; one that goes on counts until `now` */
export function usageByDay(
  runs: readonly Pick<Run, "owner_id" | "started_at" | "ended_at">[],
  first_day: number,
  days: number,
  now: number,
): DayUsage[] {
  const from = first_day * DAY_MS;
  const until = Math.min(now, from + days * DAY_MS);
  const hours = Array.from({ length: days }, () => new Map<string, number>());
  const steps: { readonly at: number; readonly step: 1 | -1 }[] = [];
  for (const { owner_id, started_at, ended_at } of runs) {
    const begin = Math.max(started_at, from);
    const end = Math.min(ended_at ?? now, until);
    if (end <= begin) continue;
    steps.push({ at: begin, step: 1 }, { at: end, step: -1 });
    for (let day = dayOf(begin); day * DAY_MS < end; day++) {
      const part = Math.min(end, (day + 1) * DAY_MS) - Math.max(begin, day * DAY_MS);
      const of = hours[day - first_day];
      of?.set(owner_id, (of.get(owner_id) ?? 0) + part / HOUR_MS);
    }
  }
  const peaks = peaksByDay(steps, first_day, days);
  return hours.map((of, index) => ({ day: first_day + index, peak: peaks[index] ?? 0, hours: of }));
}

/** What ends at a moment makes room for what begins then. */
function peaksByDay(
  steps: { readonly at: number; readonly step: 1 | -1 }[],
  first_day: number,
  days: number,
): number[] {
  steps.sort((a, b) => a.at - b.at || a.step - b.step);
  const peaks: number[] = [];
  let active = 0;
  let next = 0;
  for (let day = first_day; day < first_day + days; day++) {
    // What ends as the day begins was the day's before.
    while (steps[next] && steps[next]!.at === day * DAY_MS && steps[next]!.step === -1) {
      active -= 1;
      next += 1;
    }
    let peak = active;
    while (steps[next] && steps[next]!.at < (day + 1) * DAY_MS) {
      active += steps[next]!.step;
      peak = Math.max(peak, active);
      next += 1;
    }
    peaks.push(peak);
  }
  return peaks;
}
