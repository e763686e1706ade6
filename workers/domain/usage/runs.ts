/** Runs: since when until when the engine had a sandbox, and whose it was then. Hours of use are made of nothing else. */
import type { SandboxRecord } from "../sandbox.ts";

export interface Run {
  readonly generation: number;
  /** User id: hours belong to whoever owned it then. */
  readonly owner_id: string;
  /** Epoch ms. */
  readonly started_at: number;
  /** Null while it goes on. */
  readonly ended_at: number | null;
}

/** `n` counts a sandbox's runs, from 1. */
export interface NumberedRun extends Run {
  readonly n: number;
}

/** Ends at most one run, and begins at most one. */
export interface RunChange {
  readonly ended: Run | null;
  readonly begun: Run | null;
}

/**
 * What a record that was just decided says about the run under way (null: none is). From when something is started in the
 * engine until it is confirmed gone, or seen to be lost; another start or another owner is another run, without a gap.
 */
export function runChange(open: Run | null, record: SandboxRecord, now: number): RunChange {
  const present = record.container === "present";
  const { generation, owner } = record;
  const same = open?.generation === generation && open.owner_id === owner.user_id;
  if (open && present && same) return { ended: null, begun: null };
  // A clock that went back makes no negative hours.
  const ended = open && { ...open, ended_at: Math.max(open.started_at, now) };
  const started_at = ended?.ended_at ?? now;
  const begun = present ? { generation, owner_id: owner.user_id, started_at, ended_at: null } : null;
  return { ended, begun };
}
