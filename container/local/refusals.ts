/** The engine's expected failures, as EngineErrors, and the HTTP status each has. */
import type { Refusal } from "../../workers/domain/refusal.ts";
import { EngineError } from "../../workers/engines/engine.ts";

const STATUS: Readonly<Record<string, number>> = {
  sandbox_absent: 404,
  sandbox_stopped: 409,
  generation_mismatch: 409,
  engine_unavailable: 503,
  unauthorized: 401,
  not_found: 404,
  method_not_allowed: 405,
  body_too_large: 413,
  invalid_request: 400,
  repository_not_allowed: 403,
  repository_unreachable: 422,
  branch_checked_out: 409,
  branch_diverged: 409,
  bundle_refused: 422,
  push_rejected: 409,
  start_failed: 502,
  destroy_unconfirmed: 502,
  agent_unreachable: 502,
};

/** 500 for a code that is not listed: that is a bug, not an expected failure. */
export function statusOf(refusal: Refusal): number {
  return STATUS[refusal.reason_code] ?? 500;
}

export function sandboxAbsent(): EngineError {
  return new EngineError({
    reason_code: "sandbox_absent",
    message: "The engine has no such sandbox.",
    retryable: false,
    next_step: "Launch the sandbox again.",
  });
}

export function sandboxStopped(generation: number): EngineError {
  return new EngineError({
    reason_code: "sandbox_stopped",
    message: `Run ${generation} of the sandbox has ended; its workspace is kept.`,
    retryable: false,
    next_step: "Start the sandbox again: a new run finds the workspace.",
  });
}

export function generationMismatch(asked: number, actual: number): EngineError {
  return new EngineError({
    reason_code: "generation_mismatch",
    message: `The sandbox is at run ${actual}, not at run ${asked}.`,
    retryable: false,
  });
}

export function engineUnavailable(problem: Refusal): EngineError {
  return new EngineError({ ...problem, reason_code: "engine_unavailable" });
}

export function invalidRequest(field: string, problem: string): EngineError {
  return new EngineError({
    reason_code: "invalid_request",
    message: `${field} ${problem}.`,
    retryable: false,
    field,
  });
}

/** `detail` is what the last step said, without host paths that a person has no use for. */
export function startFailed(detail: string): EngineError {
  return new EngineError({
    reason_code: "start_failed",
    message: `The sandbox did not start: ${detail}`,
    retryable: true,
    next_step: "Try again; if it persists, look at the engine's log.",
  });
}

export function destroyUnconfirmed(left: readonly string[]): EngineError {
  return new EngineError({
    reason_code: "destroy_unconfirmed",
    message: `Not everything of the sandbox is gone yet: ${left.join(", ")}.`,
    retryable: true,
    next_step: "Try again; the engine goes on where it stopped.",
  });
}

export function repositoryNotAllowed(): EngineError {
  return new EngineError({
    reason_code: "repository_not_allowed",
    message: "The repository is not below a folder that the operator has allowed.",
    retryable: false,
    next_step: "Add its parent folder to LOCAL_REPOSITORY_ROOTS and restart.",
    field: "local_repository",
  });
}

export function repositoryUnreachable(detail: string): EngineError {
  return new EngineError({
    reason_code: "repository_unreachable",
    message: `The repository could not be copied: ${detail}`,
    retryable: false,
    next_step: "Check that the path is a git repository that the engine's user may read.",
    field: "local_repository",
  });
}
