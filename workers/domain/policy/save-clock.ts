/** When a running sandbox is saved without anybody asking. */

import type { SandboxRecord } from "../sandbox.ts";
import type { PolicySettings } from "./policy-settings.ts";

const MINUTE_MS = 60_000;
/** How soon to look again while an operation holds the lock, ms. */
const BUSY_RECHECK_MS = 30_000;

export interface SaveTurn {
  /** Compare the workspace with the last save now, and save it when it differs. */
  readonly due: boolean;
  /** When to ask again, epoch ms; null when only a change of the sandbox can change the answer. */
  readonly recheck_at: number | null;
}

/** @param looked_at when the workspace was last found unchanged, or a periodic save failed, in this generation; epoch ms */
export function saveTurn(
  policy: PolicySettings,
  record: SandboxRecord,
  looked_at: number | null,
  now: number,
): SaveTurn {
  const interval = policy.checkpoint_interval_minutes * MINUTE_MS;
  if (interval === 0 || !["running", "saving", "completed"].includes(record.state)) {
    return { due: false, recheck_at: null };
  }
  const { checkpoint, generation } = record;
  const saved_at = checkpoint?.generation === generation ? checkpoint.created_at : null;
  const since = Math.max(record.started_at ?? record.created_at, saved_at ?? 0, looked_at ?? 0);
  const at = since + interval;
  if (now < at) return { due: false, recheck_at: at };
  if (record.operation) return { due: false, recheck_at: now + BUSY_RECHECK_MS };
  return { due: true, recheck_at: null };
}
