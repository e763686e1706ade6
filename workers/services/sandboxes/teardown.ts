import { actorOf } from "../../domain/access.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import type { Started } from "../../domain/sandbox/operation-body.ts";
import { audited } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { newOperationId } from "../ids.ts";
import { findSandbox } from "./find-sandbox.ts";
import { awaited } from "./operations.ts";

export interface TeardownInput {
  readonly name: string;
  /** Also while it is launching, or somebody is at work in it. */
  readonly force?: boolean;
  /** Without saving first: work since the last checkpoint is lost. Needs `confirm`. */
  readonly discard?: boolean;
  /** The sandbox's name, typed. */
  readonly confirm?: string;
  readonly wait_seconds?: number;
}

export interface TeardownStarted extends Started {
  /** It was torn down already: nothing had to be done. */
  readonly already: boolean;
}

/**
 * Saves, verifies, then destroys. Refuses with `confirmation_required`, `operation_conflict`,
 * `export_in_progress`, `sandbox_attached`, `force_required` or `work_not_saved`.
 */
export async function teardownSandbox(
  context: ServiceContext,
  input: TeardownInput,
): Promise<Result<TeardownStarted>> {
  const force = input.force ?? false;
  const discard = input.discard ?? false;
  const deed = { action: "sandbox.teardown", target: `sandbox:${input.name}`, data: { force, discard } };
  return audited(context, deed, async () => {
    const found = await findSandbox(context, input.name, "sandboxes.teardown");
    if (!found.ok) return found;
    const { stub, name } = found.value;
    if (discard && input.confirm !== name) return refuse(confirmationRequired(name));
    const request = { operation_id: newOperationId(), actor: actorOf(context.viewer), force, discard };
    const accepted = await stub.teardown(request);
    if (!accepted.ok) return accepted;
    const { operation_id, already } = accepted.value;
    if (already) return ok({ operation_id, status: "succeeded", result: { already }, already });
    const started = await awaited(stub, operation_id, input.wait_seconds);
    return started.ok ? ok({ ...started.value, already }) : started;
  });
}

function confirmationRequired(name: string): Refusal {
  return {
    reason_code: "confirmation_required",
    message: "Discarding loses every file that is in no checkpoint.",
    retryable: false,
    next_step: `Repeat it with confirm set to the sandbox's name, ${name}.`,
    field: "confirm",
  };
}
