/** What a team uses, as its people read it: figures by day and by owner, from what is known of runs, storage and places. */
import type { Role } from "../access.ts";
import type { Run } from "./runs.ts";
import { DAY_MS, dayOf, usageByDay } from "./usage.ts";

/** Times are ISO 8601 UTC, days `YYYY-MM-DD` in UTC, sizes bytes. */
export interface UsageBody {
  readonly now: string;
  readonly team: {
    /** Sandboxes that take a place now. */
    readonly active: number;
    readonly max_active: number;
    /** What the policy gives each member. */
    readonly max_active_per_member: number;
    readonly stored_bytes: number;
    /** Beyond it nothing new is launched; null = without bound. */
    readonly max_stored_bytes: number | null;
  };
  readonly owners: readonly OwnerUsage[];
  /** Oldest first; today is the last, as far as it has gone. */
  readonly days: readonly {
    readonly day: string;
    /** Most sandboxes up at one moment. */
    readonly peak: number;
    /** One figure for each of `owners`, in their order. */
    readonly hours: readonly number[];
    /** As the day began, today's as it is now; null where that was not written down. */
    readonly stored_bytes: number | null;
  }[];
}

export interface OwnerUsage {
  /** Null: everybody else together, for whoever sees only their own figures. */
  readonly user_id: string | null;
  readonly name: string;
  /** Null: no member (any more), or more than one. */
  readonly role: Role | null;
  /** Of the whole period. */
  readonly hours: number;
  readonly stored_bytes: number;
  readonly active: number;
  /** Null: they launch nothing, or are more than one. */
  readonly max_active: number | null;
  /** What an admin gave them instead of the policy's number. */
  readonly own_max_active: number | null;
}

export interface UsageFacts {
  readonly now: number;
  readonly days: number;
  readonly max_active: number;
  readonly max_active_per_member: number;
  readonly max_storage_gb: number;
  readonly runs: readonly Pick<Run, "owner_id" | "started_at" | "ended_at">[];
  readonly stored: readonly { readonly owner_id: string; readonly bytes: number }[];
  readonly stored_before: readonly { readonly day: number; readonly bytes: number }[];
  readonly active: readonly { readonly owner_id: string; readonly active: number }[];
  /** In the order in which they are shown. */
  readonly members: readonly {
    readonly user_id: string;
    readonly name: string;
    readonly role: Role;
    readonly max_active: number | null;
  }[];
  /** Names of owners who are no members any more. */
  readonly former: ReadonlyMap<string, string>;
}

const OTHERS = "Everybody else";

/** @param seen_by a user id, who sees their own figures and everybody else's added up; null sees each */
export function usageBody(facts: UsageFacts, seen_by: string | null): UsageBody {
  const { now, days, members, former } = facts;
  const first_day = dayOf(now) - days + 1;
  const by_day = usageByDay(facts.runs, first_day, days, now);
  const shown = (owner: string) => (seen_by === null || owner === seen_by ? owner : null);
  const hours_of = by_day.map(({ hours }) => summed([...hours].map(([owner, n]) => [shown(owner), n])));
  const hours = summed(hours_of.flatMap((day) => [...day]));
  const stored = summed(facts.stored.map(({ owner_id, bytes }) => [shown(owner_id), bytes]));
  const active = summed(facts.active.map((one) => [shown(one.owner_id), one.active]));
  const member_of = new Map(members.map((member) => [member.user_id, member]));
  const ids = new Set([
    ...(seen_by === null ? [] : [seen_by]),
    ...members.map(({ user_id }) => shown(user_id)),
    ...hours.keys(),
    ...stored.keys(),
    ...active.keys(),
  ]);
  const owners = [...ids].map((user_id): OwnerUsage => {
    const member = user_id === null ? undefined : member_of.get(user_id);
    const launches = member !== undefined && member.role !== "viewer";
    return {
      user_id,
      name: user_id === null ? OTHERS : (member?.name ?? former.get(user_id) ?? "Somebody"),
      role: member?.role ?? null,
      hours: hours.get(user_id) ?? 0,
      stored_bytes: stored.get(user_id) ?? 0,
      active: active.get(user_id) ?? 0,
      max_active: launches ? (member.max_active ?? facts.max_active_per_member) : null,
      own_max_active: launches ? member.max_active : null,
    };
  });
  const stored_now = total(facts.stored);
  return {
    now: new Date(now).toISOString(),
    team: {
      active: facts.active.reduce((sum, one) => sum + one.active, 0),
      max_active: facts.max_active,
      max_active_per_member: facts.max_active_per_member,
      stored_bytes: stored_now,
      max_stored_bytes: facts.max_storage_gb === 0 ? null : facts.max_storage_gb * 1024 ** 3,
    },
    owners,
    days: by_day.map(({ day, peak }, index) => ({
      day: new Date(day * DAY_MS).toISOString().slice(0, 10),
      peak,
      hours: owners.map(({ user_id }) => hours_of[index]?.get(user_id) ?? 0),
      stored_bytes: day === dayOf(now) ? stored_now : storedOn(facts.stored_before, day),
    })),
  };
}

function summed(pairs: readonly (readonly [string | null, number])[]): Map<string | null, number> {
  const sums = new Map<string | null, number>();
  for (const [owner, n] of pairs) sums.set(owner, (sums.get(owner) ?? 0) + n);
  return sums;
}

function total(rows: readonly { readonly bytes: number }[]): number {
  return rows.reduce((sum, { bytes }) => sum + bytes, 0);
}

function storedOn(rows: UsageFacts["stored_before"], day: number): number | null {
  const those = rows.filter((row) => row.day === day);
  return those.length === 0 ? null : total(those);
}
