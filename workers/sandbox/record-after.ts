import type { Command } from "../domain/lifecycle.ts";
import { ok, type Refusal, type Result, refuse } from "../domain/refusal.ts";
import type { SandboxRecord } from "../domain/sandbox.ts";
import type { Sandbox } from "./sandbox.ts";

/** Applies a person's or a service's command, with `also` in its transaction; answers the record as it then is. */
export function recordAfter(sandbox: Sandbox, command: Command, also?: () => void): Result<SandboxRecord> {
  if (!sandbox.record && command.type !== "launch") return refuse(NOT_LAUNCHED);
  const result = sandbox.apply(command, null, also);
  if (!result.ok) return result;
  const { record } = sandbox;
  return record ? ok(record) : refuse(NOT_LAUNCHED);
}

export const NOT_LAUNCHED: Refusal = {
  reason_code: "not_found",
  message: "There is no such sandbox.",
  retryable: false,
};

export const NO_CHECKPOINT: Refusal = {
  reason_code: "checkpoint_not_found",
  message: "This sandbox has no such checkpoint.",
  retryable: false,
  next_step: "List its checkpoints to see what there is.",
};
