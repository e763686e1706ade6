import { actorOf } from "../../domain/access.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import type { Started } from "../../domain/sandbox/operation-body.ts";
import { audited } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { newOperationId } from "../ids.ts";
import { findSandbox } from "./find-sandbox.ts";
import { failureOf } from "./operations.ts";

export interface PurgeInput {
  readonly name: string;
  /** The sandbox's name, typed. */
  readonly confirm?: string;
  readonly wait_seconds?: number;
}

/**
 * Deletes an archived sandbox for good: checkpoints, exports, logs, and its name becomes free. Once begun it is
 * repeated until nothing is left. Refuses with `confirmation_required`, `not_archived`, `export_in_progress` or
 * `operation_conflict`.
 */
export async function purgeSandbox(context: ServiceContext, input: PurgeInput): Promise<Result<Started>> {
  return audited(context, { action: "sandbox.purge", target: `sandbox:${input.name}` }, async () => {
    const found = await findSandbox(context, input.name, "sandboxes.teardown");
    if (!found.ok) return found;
    const { stub, name } = found.value;
    if (input.confirm !== name) return refuse(confirmationRequired(name));
    const state = (await stub.record())?.state;
    if (state !== "destroyed") return refuse(notArchived(name));
    const accepted = await stub.purge({ operation_id: newOperationId(), actor: actorOf(context.viewer) });
    if (!accepted.ok) return accepted;
    const { operation_id } = accepted.value;
    if (!input.wait_seconds) return ok({ operation_id, status: "running" });
    const outcome = await stub.waitForOperation(operation_id, input.wait_seconds * 1000);
    if (outcome?.status === "failed") return refuse(failureOf(outcome));
    // Its operations went with it: that nothing is known of this one any more is its success.
    return ok({ operation_id, status: outcome ? "running" : "succeeded", result: null });
  });
}

function confirmationRequired(name: string): Refusal {
  return {
    reason_code: "confirmation_required",
    message: "This deletes every checkpoint, export and log of the sandbox. Nothing brings them back.",
    retryable: false,
    next_step: `Repeat it with confirm set to the sandbox's name, ${name}.`,
    field: "confirm",
  };
}

function notArchived(name: string): Refusal {
  return {
    reason_code: "not_archived",
    message: `The sandbox ${name} has not been torn down.`,
    retryable: false,
    next_step: "Tear it down first; its files are saved. Then it can be deleted.",
  };
}
