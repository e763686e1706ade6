/** Long work is started by one call and followed by its operation. */

import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import type { OperationStatusBody, Started } from "../../domain/sandbox/operation-body.ts";
import type { OperationOutcome } from "../../sandbox/contract.ts";
import { guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { findSandbox } from "./find-sandbox.ts";
import type { SandboxStub } from "./sandbox-stub.ts";

/** Seconds that a request may wait for its operation at most. */
export const MAX_WAIT_SECONDS = 300;

export async function getOperation(
  context: ServiceContext,
  input: { readonly name: string; readonly operation_id: string },
): Promise<Result<OperationStatusBody>> {
  return guarded(context, { action: "operation.read", target: `sandbox:${input.name}` }, async () => {
    const found = await findSandbox(context, input.name, "sandboxes.read");
    if (!found.ok) return found;
    const outcome = await found.value.stub.operation(input.operation_id);
    return outcome ? ok(operationStatusBody(outcome)) : refuse(noSuchOperation());
  });
}

/**
 * Waits up to `wait_seconds` for an operation that was just accepted. One that failed meanwhile is refused with
 * its own reason and the operation's id; without a wait nothing is asked, with one of 0 only how it stands.
 */
export async function awaited(
  stub: SandboxStub,
  operation_id: string,
  wait_seconds: number | undefined,
): Promise<Result<Started>> {
  if (wait_seconds === undefined) return ok({ operation_id, status: "running" });
  const outcome = await stub.waitForOperation(operation_id, wait_seconds * 1000);
  if (outcome?.status === "failed") return refuse(failureOf(outcome));
  if (outcome?.status === "succeeded") {
    return ok({ operation_id, status: "succeeded", result: outcome.result });
  }
  return ok({ operation_id, status: "running" });
}

/** The refusal of an operation that failed, naming it. */
export function failureOf(outcome: OperationOutcome): Refusal {
  const error: Refusal = outcome.error ?? {
    reason_code: "operation_failed",
    message: `The ${outcome.type} failed.`,
    retryable: true,
    next_step: "Look at the sandbox's log, then try again.",
  };
  return { ...error, operation_id: outcome.id };
}

function operationStatusBody(outcome: OperationOutcome): OperationStatusBody {
  return {
    operation_id: outcome.id,
    type: outcome.type,
    status: outcome.status,
    actor: outcome.actor.label,
    started_at: new Date(outcome.started_at).toISOString(),
    ended_at: outcome.ended_at === null ? null : new Date(outcome.ended_at).toISOString(),
    result: outcome.result,
    error: outcome.status === "failed" ? failureOf(outcome) : null,
  };
}

function noSuchOperation(): Refusal {
  return {
    reason_code: "operation_not_found",
    message: "This sandbox has no such operation.",
    retryable: false,
    next_step: "Use the operation_id that starting it answered.",
  };
}
