import { type Refusal, type Result, refuse } from "../refusal.ts";
import type { Operation, SandboxRecord, State } from "../sandbox.ts";
import type { Attached } from "./command.ts";

/** The refusals of the lifecycle: one place for their words. */

export function operationConflict(operation: Operation): Result<never> {
  return refuse({
    reason_code: "operation_conflict",
    message: `${operation.actor.label} started a ${operation.type} that is still running.`,
    retryable: true,
    next_step: "Wait until it has ended, then try again.",
    operation_id: operation.id,
  });
}

export function exportInProgress(operation: Operation): Result<never> {
  return refuse({
    reason_code: "export_in_progress",
    message: "An export is running; the sandbox stays until it has ended.",
    retryable: true,
    next_step: "Wait until the export has ended, then tear down.",
    operation_id: operation.id,
  });
}

export function illegalTransition(from: State, wanted: string): Result<never> {
  return refuse({
    reason_code: "illegal_transition",
    message: `A sandbox that is ${words(from)} can't ${wanted}.`,
    retryable: false,
    next_step: "Reload to see its state now.",
  });
}

export function exportStateBlocked(state: State): Result<never> {
  const soon = state === "saving" || state === "tearing_down";
  return refuse({
    reason_code: "export_state_blocked",
    message: `A sandbox that is ${words(state)} can't be exported.`,
    retryable: soon,
    next_step: soon ? "Try again when it is done." : "Bring the sandbox up first.",
  });
}

export function noCheckpoint(next_step: string): Result<never> {
  return refuse({
    reason_code: "checkpoint_missing",
    message: "This sandbox has no verified checkpoint.",
    retryable: false,
    next_step,
  });
}

export function forceNeeded(state: State): Result<never> {
  return refuse({
    reason_code: "force_required",
    message: `The sandbox is still ${words(state)}; tearing it down now ends its launch.`,
    retryable: false,
    next_step: "Wait until it runs, or tear down with force.",
  });
}

export function somethingAttached(attached: Attached): Result<never> {
  const parts = [
    count(attached.terminals, "open terminal"),
    count(attached.execs, "running command"),
    count(attached.processes, "running process", "running processes"),
  ].filter((part) => part !== null);
  return refuse({
    reason_code: "sandbox_attached",
    message: `Somebody is at work in it: ${parts.join(", ")}.`,
    retryable: true,
    next_step: "Close them first, or tear down with force: files are saved, processes end.",
  });
}

export function workNotSaved(record: SandboxRecord): Result<never> {
  return refuse({
    reason_code: "work_not_saved",
    message:
      record.container === "lost"
        ? "The sandbox's agent is gone, so its files can't be saved before it is torn down."
        : "The sandbox holds files that are in no checkpoint.",
    retryable: false,
    next_step: "Retry the sandbox to bring its files back, or tear down with discard.",
  });
}

export function unsavedWork(): Result<never> {
  return refuse({
    reason_code: "unsaved_work",
    message:
      "The sandbox still has files that are in no checkpoint; restoring an older one would replace them.",
    retryable: false,
    next_step: "Retry without choosing a checkpoint, or tear down with discard first.",
  });
}

/** Pitfall C18: a heartbeat revives nothing. */
export function expired(): Result<never> {
  return refuse({
    reason_code: "sandbox_expired",
    message: "This sandbox no longer runs.",
    retryable: false,
    next_step: "Resume it to go on working.",
  });
}

export function lifetimeReached(): Result<never> {
  return refuse({
    reason_code: "lifetime_reached",
    message: "The sandbox has run for as long as the policy allows.",
    retryable: false,
    next_step: "It is saved before it stops; resume it then to go on.",
  });
}

export function nothingToUndo(): Result<never> {
  return refuse({
    reason_code: "nothing_to_undo",
    message: "No teardown of this sandbox is running.",
    retryable: false,
    next_step: "Reload to see its state now.",
  });
}

export function tooLateToUndo(): Result<never> {
  return refuse({
    reason_code: "too_late_to_undo",
    message: "The sandbox is being destroyed already.",
    retryable: false,
    next_step: "Wait until it has ended, then resume it from its checkpoint.",
  });
}

export function checkpointInUse(): Result<never> {
  return refuse({
    reason_code: "checkpoint_in_use",
    message: "This is the sandbox's newest verified checkpoint, the one that a resume restores.",
    retryable: false,
    next_step: "Save again first; then this one can be deleted.",
  });
}

export function recordingRequired(): Result<never> {
  return refuse({
    reason_code: "recording_required",
    message: "The team's policy records every terminal, so it can't be switched off here.",
    retryable: false,
    next_step: "Ask an admin to change the policy or the sandbox's profile.",
  });
}

export function recordingRunning(): Result<never> {
  return refuse({
    reason_code: "recording_running",
    message: "This terminal is still being recorded.",
    retryable: true,
    next_step: "Switch recording off or close the terminal, then delete it.",
  });
}

export function ownerChanged(): Result<never> {
  return refuse({
    reason_code: "owner_changed",
    message: "It was given to somebody else in the meantime.",
    retryable: false,
    next_step: "Look at it again, then decide.",
  });
}

export const UNDONE: Refusal = {
  reason_code: "teardown_undone",
  message: "The teardown was taken back before anything was destroyed.",
  retryable: false,
};

export const ABORTED: Refusal = {
  reason_code: "operation_aborted",
  message: "A forced teardown ended this operation.",
  retryable: false,
};

export const LEASE_EXPIRED: Refusal = {
  reason_code: "operation_expired",
  message: "The operation's holder died before it ended.",
  retryable: true,
  next_step: "Try again.",
};

function words(state: State): string {
  return state === "error" ? "in error" : state.replace("_", " ");
}

function count(n: number, one: string, many = `${one}s`): string | null {
  return n === 0 ? null : `${n} ${n === 1 ? one : many}`;
}
