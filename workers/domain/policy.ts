/** When a sandbox is torn down or its archive deleted without anybody asking, and what stands in the way. */
import type { PolicySettings } from "./policy/policy-settings.ts";
import {
  type Clock,
  isServing,
  type Notice,
  type OperationType,
  type SandboxRecord,
  type State,
} from "./sandbox.ts";

/** What the clocks look at; times are epoch milliseconds. */
export interface PolicyFacts {
  readonly state: State;
  /** When this run of the container began. */
  readonly started_at: number;
  readonly last_activity_at: number;
  readonly completed_at: number | null;
  readonly destroyed_at: number | null;
  /** Until when somebody asked to keep it. */
  readonly keep_until: number | null;
  /** The last warning that people got. */
  readonly notice: Notice | null;
  readonly operation: OperationType | null;
  /** What the record says stands in the way of automatic teardown, e.g. `save_failed`. */
  readonly blockers: readonly Blocker[];
}

export interface Blocker {
  readonly code: string;
  readonly next_step: string;
}

export interface Evaluation {
  /**
   * `teardown`: save, verify, then destroy; `purge`: delete the archive; `blocked`: due, but `blockers` first;
   * `warn`: tell people that `reason` ends at `at`, then ask again; `keep`: nothing is due.
   */
  readonly verdict: "keep" | "warn" | "teardown" | "purge" | "blocked";
  /** The clock that ends first, or has ended. */
  readonly reason: Clock | null;
  /** When that clock ends. */
  readonly at: number | null;
  /** When it is acted on: at its end, but not before people have had notice of it. */
  readonly acts_at: number | null;
  /** When to ask again; null when only a change of the sandbox can change the answer. */
  readonly recheck_at: number | null;
  readonly blockers: readonly Blocker[];
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** How long a due teardown that is blocked waits before it looks again. */
const BLOCKED_RECHECK_MS = 30_000;

/**
 * `lead`: how long before its end people are warned of a clock; `notice`: the least time between that warning and the
 * deed, which counts when a changed policy or a late reading makes a clock end at once. Never more than half of the
 * clock itself, so that short clocks keep their word, and one of 0 acts at once.
 */
export const WARNING: Readonly<Record<Clock, { lead: number; notice: number }>> = {
  idle: { lead: 5 * MINUTE_MS, notice: MINUTE_MS },
  completed: { lead: 10 * MINUTE_MS, notice: MINUTE_MS },
  max_lifetime: { lead: HOUR_MS, notice: 5 * MINUTE_MS },
  archive_retention: { lead: 3 * DAY_MS, notice: DAY_MS },
};

/** One that runs: when it ends, and how long it is, both ms. */
interface RunningClock {
  readonly reason: Clock;
  readonly at: number;
  readonly length: number;
}

/**
 * Pure: also what the page shows as countdown and what admins preview. Automatic teardown after completion needs
 * all three of: a completion signal, a save verified by the teardown itself (which always saves first and goes no
 * further when that fails: blocker `save_failed`), and no export lock. Nothing acts on people who were not warned.
 */
export function evaluate(policy: PolicySettings, facts: PolicyFacts, now: number): Evaluation {
  const blockers = blockersOf(facts);
  const clock = firstClock(policy, facts);
  if (!clock) return { verdict: "keep", reason: null, at: null, acts_at: null, recheck_at: null, blockers };
  const { reason, at, length } = clock;
  const lead = Math.min(WARNING[reason].lead, length / 2);
  const notice = Math.min(WARNING[reason].notice, length / 2);
  const warned = facts.notice?.reason === reason && facts.notice.at === at ? facts.notice.warned_at : null;
  const warns_at = warned ?? Math.max(now, at - lead);
  const acts_at = Math.max(at, warns_at + notice);
  const told = { reason, at, acts_at, blockers };
  if (now < warns_at) return { ...told, verdict: "keep", recheck_at: warns_at };
  if (warned === null) return { ...told, verdict: "warn", recheck_at: null };
  if (now < acts_at) return { ...told, verdict: "keep", recheck_at: acts_at };
  if (blockers.length > 0) return { ...told, verdict: "blocked", recheck_at: now + BLOCKED_RECHECK_MS };
  return { ...told, verdict: reason === "archive_retention" ? "purge" : "teardown", recheck_at: null };
}

/** What the policy looks at in a record. */
export function factsOf(record: SandboxRecord): PolicyFacts {
  return {
    state: record.state,
    started_at: record.started_at ?? record.created_at,
    last_activity_at: record.activity.last_at,
    completed_at: record.completion?.at ?? null,
    destroyed_at: record.destroyed_at,
    keep_until: record.keep_until,
    notice: record.notice,
    operation: record.operation?.type ?? null,
    blockers: record.blockers,
  };
}

/** Until when a run may be kept at most, epoch ms; null without bound. */
export function lifetimeEnd(policy: PolicySettings, started_at: number): number | null {
  return policy.max_lifetime_hours > 0 ? started_at + policy.max_lifetime_hours * HOUR_MS : null;
}

function firstClock(policy: PolicySettings, facts: PolicyFacts): RunningClock | null {
  const [first] = runningClocks(policy, facts).sort((a, b) => a.at - b.at);
  return first ?? null;
}

function runningClocks(policy: PolicySettings, facts: PolicyFacts): RunningClock[] {
  const { state, completed_at, destroyed_at, started_at } = facts;
  if (state === "destroyed") {
    if (destroyed_at === null || policy.archive_retention_days === 0) return [];
    return [since("archive_retention", destroyed_at, policy.archive_retention_days * DAY_MS)];
  }
  if (!isServing(state)) return [];
  const clocks: RunningClock[] = [];
  const lifetime = policy.max_lifetime_hours * HOUR_MS;
  if (lifetime > 0) clocks.push(since("max_lifetime", started_at, lifetime));
  if (completed_at !== null) {
    // Retention replaces the idle clock (C3): a finished sandbox is idle, and is kept to be looked at.
    if (policy.auto_teardown) {
      const length = policy.completed_retention_minutes * MINUTE_MS;
      clocks.push(keptUntil(facts, since("completed", completed_at, length)));
    }
  } else if (policy.idle_timeout_minutes > 0) {
    const length = policy.idle_timeout_minutes * MINUTE_MS;
    clocks.push(keptUntil(facts, since("idle", facts.last_activity_at, length)));
  }
  return clocks;
}

function since(reason: Clock, start: number, length: number): RunningClock {
  return { reason, at: start + length, length };
}

function keptUntil({ keep_until }: PolicyFacts, clock: RunningClock): RunningClock {
  if (keep_until === null || keep_until <= clock.at) return clock;
  return { ...clock, at: keep_until, length: Math.max(clock.length, WARNING[clock.reason].lead * 2) };
}

function blockersOf(facts: PolicyFacts): readonly Blocker[] {
  if (facts.operation === null) return facts.blockers;
  const running =
    facts.operation === "export"
      ? { code: "export_in_progress", next_step: "Wait until the export has ended." }
      : { code: "operation_in_progress", next_step: `Wait until the ${facts.operation} has ended.` };
  return [...facts.blockers, running];
}

/** What people are told about the next automatic teardown; `at` is epoch ms. */
export interface TeardownForecast {
  readonly auto: boolean;
  readonly at: number | null;
  readonly reason: Clock | null;
  /** The setting that decides `at`. */
  readonly policy: keyof PolicySettings | null;
  readonly blockers: readonly Blocker[];
  /** When people were warned of it. */
  readonly warned_at: number | null;
  /** Until when somebody asked to keep it, while that is ahead. */
  readonly kept_until: number | null;
  /** Until when this run may last at most, whoever asks for more; null where it runs not, or without bound. */
  readonly lifetime_ends_at: number | null;
  /** When what is kept of a destroyed sandbox is deleted; null for others, and where it is kept without end. */
  readonly archive_ends_at: number | null;
}

export const NO_TEARDOWN: TeardownForecast = {
  auto: false,
  at: null,
  reason: null,
  policy: null,
  blockers: [],
  warned_at: null,
  kept_until: null,
  lifetime_ends_at: null,
  archive_ends_at: null,
};

export const SETTING_OF: Readonly<Record<Clock, keyof PolicySettings>> = {
  idle: "idle_timeout_minutes",
  completed: "completed_retention_minutes",
  max_lifetime: "max_lifetime_hours",
  archive_retention: "archive_retention_days",
};

export function forecast(policy: PolicySettings, facts: PolicyFacts, now: number): TeardownForecast {
  const { reason, at: ends_at, acts_at: at, blockers } = evaluate(policy, facts, now);
  // It has nothing left to tear down; what ends is its archive.
  if (reason === "archive_retention") return { ...NO_TEARDOWN, blockers, archive_ends_at: at };
  const { notice, keep_until } = facts;
  return {
    auto: at !== null,
    at,
    reason,
    policy: reason && SETTING_OF[reason],
    blockers,
    warned_at: notice?.reason === reason && notice?.at === ends_at ? (notice?.warned_at ?? null) : null,
    kept_until: keep_until !== null && keep_until > now ? keep_until : null,
    lifetime_ends_at: isServing(facts.state) ? lifetimeEnd(policy, facts.started_at) : null,
    archive_ends_at: null,
  };
}
