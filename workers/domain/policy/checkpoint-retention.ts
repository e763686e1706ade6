/** Which checkpoints are no longer kept. */

import type { Checkpoint, ExportRecord, SandboxRecord } from "../sandbox.ts";
import type { PolicySettings } from "./policy-settings.ts";

const DAY_MS = 24 * 60 * 60_000;

/**
 * Keeps the newest `checkpoints_kept`, all that are younger than a day, the one that a resume restores, and those that
 * an export hands out.
 *
 * @param checkpoints newest first
 */
export function outlivedCheckpoints(
  policy: PolicySettings,
  record: Pick<SandboxRecord, "checkpoint">,
  checkpoints: readonly Checkpoint[],
  exports: readonly ExportRecord[],
  now: number,
): Checkpoint[] {
  const exported = new Set(exports.map(({ object_key }) => object_key));
  return checkpoints.filter(
    ({ checkpoint_id, created_at, object_key }, position) =>
      position >= policy.checkpoints_kept &&
      now - created_at >= DAY_MS &&
      checkpoint_id !== record.checkpoint?.checkpoint_id &&
      !exported.has(object_key),
  );
}
