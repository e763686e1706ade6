import { actorOf } from "../../domain/access.ts";
import { ok, type Result } from "../../domain/refusal.ts";
import type { CheckpointDetailBody } from "../../domain/sandbox/bodies.ts";
import type { Started } from "../../domain/sandbox/operation-body.ts";
import { checkpointDetailBody } from "../../domain/sandbox/record-body.ts";
import { audited, guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { newOperationId } from "../ids.ts";
import { findSandbox } from "../sandboxes/find-sandbox.ts";
import { startedOnce } from "./started-once.ts";

export interface CheckpointStarted extends Started {
  readonly checkpoint_id: string;
}

/** Begins a durable save. Refuses as `startedOnce` does, and with `operation_conflict` or `illegal_transition`. */
export async function saveSandbox(
  context: ServiceContext,
  input: { readonly name: string; readonly idempotency_key?: string; readonly wait_seconds?: number },
): Promise<Result<CheckpointStarted>> {
  return audited(context, { action: "sandbox.save", target: `sandbox:${input.name}` }, async () => {
    const found = await findSandbox(context, input.name, "sandboxes.change");
    if (!found.ok) return found;
    const { stub } = found.value;
    const { idempotency_key: key, wait_seconds } = input;
    return startedOnce(context, found.value, { key, what: "save", input: {}, wait_seconds }, async () => {
      const saved = await stub.save({ operation_id: newOperationId(), actor: actorOf(context.viewer) });
      if (!saved.ok) return saved;
      const { operation_id, checkpoint_id } = saved.value;
      return ok({ operation_id, checkpoint_id });
    });
  });
}

/** Newest first. */
export async function listCheckpoints(
  context: ServiceContext,
  input: { readonly name: string },
): Promise<Result<{ readonly items: readonly CheckpointDetailBody[] }>> {
  return guarded(context, { action: "checkpoint.list", target: `sandbox:${input.name}` }, async () => {
    const found = await findSandbox(context, input.name, "sandboxes.read");
    if (!found.ok) return found;
    const checkpoints = await found.value.stub.checkpoints();
    return ok({ items: checkpoints.map(checkpointDetailBody) });
  });
}

/**
 * Deletes one checkpoint and its archive. Refuses with `checkpoint_not_found`, `checkpoint_in_use` (a resume would
 * restore it), `checkpoint_exported` (an export hands it out) or `operation_conflict`.
 */
export async function deleteCheckpoint(
  context: ServiceContext,
  input: { readonly name: string; readonly checkpoint_id: string },
): Promise<Result<null>> {
  const { name, checkpoint_id } = input;
  const deed = { action: "checkpoint.deleted", target: `sandbox:${name}`, data: { checkpoint_id } };
  return audited(context, deed, async () => {
    const found = await findSandbox(context, name, "sandboxes.change");
    if (!found.ok) return found;
    const deleted = await found.value.stub.deleteCheckpoint({
      actor: actorOf(context.viewer),
      checkpoint_id,
    });
    return deleted.ok ? ok(null) : deleted;
  });
}
