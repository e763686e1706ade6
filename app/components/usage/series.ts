import type { UsageBody } from "../../../workers/domain/usage/usage-body.ts";

/** Owners that a chart tells apart; the others are one. */
const SHOWN = 5;

export interface Series {
  readonly key: string;
  readonly name: string;
  /** Hours of each day. */
  readonly hours: readonly number[];
  readonly total: number;
}

/** Owners with hours, most first; those beyond what colours can tell apart are added up. */
export function hoursSeries({ owners, days }: Pick<UsageBody, "owners" | "days">): Series[] {
  const all = owners
    .map(({ user_id, name, hours }, index) => ({
      key: user_id ?? "others",
      name,
      total: hours,
      hours: days.map((day) => day.hours[index] ?? 0),
    }))
    .filter(({ total }) => total > 0)
    .sort((a, b) => b.total - a.total);
  if (all.length <= SHOWN + 1) return all;
  const rest = all.slice(SHOWN);
  return [
    ...all.slice(0, SHOWN),
    {
      key: "rest",
      name: `${rest.length} others`,
      total: rest.reduce((sum, one) => sum + one.total, 0),
      hours: days.map((_, index) => rest.reduce((sum, one) => sum + (one.hours[index] ?? 0), 0)),
    },
  ];
}
