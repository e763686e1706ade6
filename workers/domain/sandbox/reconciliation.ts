/** What the cron finds and puts right, as admins read it. */
import type { Refusal } from "../refusal.ts";

export const FINDINGS = [
  /** A launch that never reached its sandbox: its row is removed. */
  "launch.abandoned",
  /** It had not moved for a while: its object went on with what was pending. */
  "sandbox.poked",
  /** Its record said that it runs, the engine did not have it: it is in `error` now. */
  "sandbox.lost",
  /** The engine had it and nobody's record did: it is destroyed. */
  "orphan.destroyed",
  /** The index called it gone, its own object did not. */
  "orphan.kept",
  /** It counted as active and was not, or the other way round. */
  "quota.corrected",
  /** The index was behind the sandbox's own record. */
  "index.repaired",
] as const;
export type FindingAction = (typeof FINDINGS)[number];

/** No run has ended for longer than this: the cron, which runs each minute, does not run, ms. */
export const OVERDUE_MS = 5 * 60_000;

export interface FindingBody {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly action: FindingAction;
  readonly sandbox_id: string;
  /** Absent when no sandbox of that id is left. */
  readonly name?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface LastRunBody {
  /** When it began, ISO 8601 UTC. */
  readonly at: string;
  readonly duration_ms: number;
  /** Findings of the whole deployment by action; those that there were none of are absent. */
  readonly counts: Readonly<Partial<Record<FindingAction, number>>>;
  /** In words, what could not be looked at or put right; it is tried again by the next run. */
  readonly failures: readonly string[];
}

export interface ReconciliationBody {
  /** Null before the first. */
  readonly last_run: LastRunBody | null;
  /** Whether the next run should have ended long ago. */
  readonly overdue: boolean;
  /** Whether a run is under way now. */
  readonly running: boolean;
  readonly engine: { readonly name: string | null; readonly ok: boolean; readonly problem: Refusal | null };
  /** Sandboxes that the engine runs; null when it can't be asked. */
  readonly in_engine: number | null;
  /** Sandboxes that hold a place in the quota. */
  readonly recorded_active: number;
  /** Newest first. */
  readonly findings: readonly FindingBody[];
  /** For the next page; null on the last. */
  readonly cursor: number | null;
}

export interface ReconciliationRunBody {
  readonly run: LastRunBody;
  /** What this run found. */
  readonly findings: readonly FindingBody[];
}
