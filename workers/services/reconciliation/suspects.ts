/** Which sandboxes a run looks at, and why: bounded, and those first that were not looked at for longest. */
import type { Database } from "../../data/database.ts";
import {
  miscountedSandboxes,
  missingSandboxes,
  type Suspect,
  stuckSandboxes,
  unseenSandboxes,
} from "../../data/reconciliation.ts";

/** Nothing younger is touched, ms: a launch, a resume or a save may be on its way. */
export const UNCHANGED_FOR_MS = 60_000;
/** Of each kind; what is left over comes first in the next run. */
const BATCH = 40;
/** However well it looks in the index, each sandbox is compared with its own record this often, ms. */
const UNSEEN_FOR_MS = 10 * 60_000;
const UNSEEN_BATCH = 20;

export type Reason = "stuck" | "missing" | "miscounted" | "unseen";

export interface Suspected extends Suspect {
  readonly reason: Reason;
}

/** `running_in_engine` is null when the engine can't be asked: then nothing is missing from it. */
export async function findSuspects(
  db: Database,
  running_in_engine: readonly string[] | null,
  now: number,
): Promise<Suspected[]> {
  const filter = { unchanged_since: now - UNCHANGED_FOR_MS, limit: BATCH };
  const unseen = { unchanged_since: now - UNCHANGED_FOR_MS, limit: UNSEEN_BATCH };
  const rows: readonly (readonly [Reason, readonly Suspect[]])[] = [
    ["unseen", await unseenSandboxes(db, now - UNSEEN_FOR_MS, unseen)],
    ["miscounted", await miscountedSandboxes(db, filter)],
    ["stuck", await stuckSandboxes(db, filter)],
    ["missing", running_in_engine ? await missingSandboxes(db, running_in_engine, filter) : []],
  ];
  // One look at each, for the weightiest reason: the last.
  const suspected = rows.flatMap(([reason, found]) =>
    found.map((row) => [row.id, { ...row, reason }] as const),
  );
  return [...new Map(suspected).values()];
}
