/** When a sandbox is torn down or its archive deleted without anybody asking, and what stands in the way. */
import type { PolicySettings } from "./policy-settings.ts";
import type { OperationType, SandboxRecord, State } from "./sandbox.ts";

/** What the clocks look at; times are epoch milliseconds. */
export interface PolicyFacts {
  readonly state: State;
  /** When this run of the container began. */
  readonly started_at: number;
  readonly last_activity_at: number;
  readonly completed_at: number | null;
  readonly destroyed_at: number | null;
  readonly operation: OperationType | null;
  /** What the record says stands in the way of automatic teardown, e.g. `save_failed`. */
  readonly blockers: readonly Blocker[];
}

export interface Blocker {
  readonly code: string;
  readonly next_step: string;
}

export type Clock = "idle" | "completed" | "max_lifetime" | "archive_retention";

export interface Evaluation {
  /**
   * `teardown`: save, verify, then destroy; `purge`: delete the archive; `blocked`: due, but `blockers` first;
   * `keep`: nothing is due.
   */
  readonly verdict: "keep" | "teardown" | "purge" | "blocked";
  /** The clock that ends first, or has ended. */
  readonly reason: Clock | null;
  /** When that clock ends. */
  readonly at: number | null;
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
 * Pure: also what the page shows as countdown and what admins preview. Automatic teardown after completion needs
 * all three of: a completion signal, a save verified by the teardown itself (which always saves first and goes no
 * further when that fails: blocker `save_failed`), and no export lock.
 */
export function evaluate(policy: PolicySettings, facts: PolicyFacts, now: number): Evaluation {
  const deadline = nextDeadline(policy, facts);
  const blockers = blockersOf(facts);
  const { reason, at } = deadline;
  if (reason === null || at === null) return { verdict: "keep", reason, at, recheck_at: null, blockers };
  if (at > now) return { verdict: "keep", reason, at, recheck_at: at, blockers };
  if (blockers.length > 0) {
    return { verdict: "blocked", reason, at, recheck_at: now + BLOCKED_RECHECK_MS, blockers };
  }
  const verdict = reason === "archive_retention" ? "purge" : "teardown";
  return { verdict, reason, at, recheck_at: null, blockers };
}

/** What the policy looks at in a record. */
export function factsOf(record: SandboxRecord): PolicyFacts {
  return {
    state: record.state,
    started_at: record.started_at ?? record.created_at,
    last_activity_at: record.activity.last_at,
    completed_at: record.completion?.at ?? null,
    destroyed_at: null,
    operation: record.operation?.type ?? null,
    blockers: record.blockers,
  };
}

function nextDeadline(
  policy: PolicySettings,
  facts: PolicyFacts,
): { reason: Clock | null; at: number | null } {
  const clocks = runningClocks(policy, facts);
  const [first] = clocks.sort((a, b) => a.at - b.at);
  return first ?? { reason: null, at: null };
}

function runningClocks(policy: PolicySettings, facts: PolicyFacts): { reason: Clock; at: number }[] {
  const clocks: { reason: Clock; at: number }[] = [];
  const { state, completed_at, destroyed_at } = facts;
  if (state === "destroyed") {
    if (destroyed_at === null || policy.archive_retention_days === 0) return [];
    return [{ reason: "archive_retention", at: destroyed_at + policy.archive_retention_days * DAY_MS }];
  }
  if (state !== "running" && state !== "completed" && state !== "saving") return [];
  if (policy.max_lifetime_hours > 0) {
    clocks.push({ reason: "max_lifetime", at: facts.started_at + policy.max_lifetime_hours * HOUR_MS });
  }
  if (completed_at !== null) {
    // Retention replaces the idle clock (C3): a finished sandbox is idle, and is kept to be looked at.
    if (policy.auto_teardown) {
      clocks.push({ reason: "completed", at: completed_at + policy.completed_retention_minutes * MINUTE_MS });
    }
  } else if (policy.idle_timeout_minutes > 0) {
    clocks.push({ reason: "idle", at: facts.last_activity_at + policy.idle_timeout_minutes * MINUTE_MS });
  }
  return clocks;
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
}

const SETTING_OF: Readonly<Record<Clock, keyof PolicySettings>> = {
  idle: "idle_timeout_minutes",
  completed: "completed_retention_minutes",
  max_lifetime: "max_lifetime_hours",
  archive_retention: "archive_retention_days",
};

export function forecast(policy: PolicySettings, facts: PolicyFacts, now: number): TeardownForecast {
  const { reason, at, blockers } = evaluate(policy, facts, now);
  return { auto: at !== null, at, reason, policy: reason && SETTING_OF[reason], blockers };
}
