import type { Command, Decision } from "../../domain/lifecycle.ts";
import { outlivedCheckpoints } from "../../domain/policy/checkpoint-retention.ts";
import type { PolicySettings } from "../../domain/policy/policy-settings.ts";
import type { Result } from "../../domain/refusal.ts";
import type { SandboxRecord } from "../../domain/sandbox.ts";
import type { Journal } from "../journal.ts";
import { POLICY } from "./policy-clock.ts";

export interface RetentionPorts {
  readonly journal: Pick<Journal, "checkpoints" | "exports">;
  readonly now: () => number;
  readonly record: () => SandboxRecord | null;
  readonly settings: () => PolicySettings | null;
  readonly apply: (command: Command) => Result<Decision | null>;
}

/** Deletes the checkpoints that the policy no longer keeps; while an operation runs, the next look does. */
export function dropOutlived({ journal, now, record, settings, apply }: RetentionPorts): void {
  const current = record();
  const policy = settings();
  // What a destroyed one has is its archive, which is kept and ends as a whole.
  if (!current || !policy || current.operation || current.state === "destroyed") return;
  const checkpoints = outlivedCheckpoints(
    policy,
    current,
    journal.checkpoints.all(),
    journal.exports.all(),
    now(),
  );
  if (checkpoints.length === 0) return;
  const result = apply({ type: "delete_checkpoints", actor: POLICY, checkpoints, because: "retention" });
  if (!result.ok) console.warn(`checkpoints of ${current.id} stay: ${result.refusal.reason_code}`);
}
