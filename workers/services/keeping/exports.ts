import { actorOf } from "../../domain/access.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import type { ExportBody } from "../../domain/sandbox/bodies.ts";
import type { Started } from "../../domain/sandbox/operation-body.ts";
import { exportBody } from "../../domain/sandbox/record-body.ts";
import { audited, guarded, handedOut } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { newOperationId } from "../ids.ts";
import { findSandbox } from "../sandboxes/find-sandbox.ts";
import { askSandbox } from "../work/agent-request.ts";
import { type ExportInput, exportTarget } from "./export-request.ts";
import { startedOnce } from "./started-once.ts";

export interface ExportStarted extends Started {
  readonly export_id: string;
}

export type { ExportInput };

/**
 * Begins an export; it holds the sandbox's lock until it ends. Refuses as `exportTarget` and `startedOnce` do, and with
 * `export_state_blocked`, `checkpoint_missing` or `operation_conflict`.
 */
export async function startExport(
  context: ServiceContext,
  { idempotency_key: key, ...input }: ExportInput & { readonly idempotency_key?: string },
): Promise<Result<ExportStarted>> {
  const { kind, source = "checkpoint", branch } = input;
  // What it signs in with is not said, only that it does.
  const data = { kind, source, ...(branch ? { branch } : {}), signs_in: input.credential !== undefined };
  const deed = { action: "sandbox.export", target: `sandbox:${input.name}`, data };
  return audited(context, deed, async () => {
    const found = await findSandbox(context, input.name, "sandboxes.change");
    if (!found.ok) return found;
    const { stub, row } = found.value;
    const target = exportTarget(input, row.record);
    if (!target.ok) return target;
    // A password is part of no hash that is kept.
    const asked = { kind, source, branch, username: input.credential?.username };
    const { wait_seconds } = input;
    return startedOnce(
      context,
      found.value,
      { key, what: "export", input: asked, wait_seconds },
      async () => {
        const request = { operation_id: newOperationId(), actor: actorOf(context.viewer), ...target.value };
        const accepted = await stub.export(request);
        if (!accepted.ok) return accepted;
        const { operation_id, export_id } = accepted.value;
        return ok({ operation_id, export_id });
      },
    );
  });
}

/** Newest first. */
export async function listExports(
  context: ServiceContext,
  input: { readonly name: string },
): Promise<Result<{ readonly items: readonly ExportBody[] }>> {
  return guarded(context, { action: "export.list", target: `sandbox:${input.name}` }, async () => {
    const found = await findSandbox(context, input.name, "sandboxes.read");
    if (!found.ok) return found;
    const { stub, name } = found.value;
    const exports = await stub.exports();
    return ok({ items: exports.map((one) => exportBody(one, name, context.origin)) });
  });
}

export async function getExport(
  context: ServiceContext,
  input: { readonly name: string; readonly export_id: string },
): Promise<Result<ExportBody>> {
  const list = await listExports(context, input);
  if (!list.ok) return list;
  const one = list.value.items.find(({ export_id }) => export_id === input.export_id);
  return one ? ok(one) : refuse(noSuchExport());
}

/** Deletes an export and its bytes; a branch stays in its repository. Refuses with `export_not_found`, `operation_conflict`. */
export async function deleteExport(
  context: ServiceContext,
  input: { readonly name: string; readonly export_id: string },
): Promise<Result<null>> {
  const { name, export_id } = input;
  const deed = { action: "export.deleted", target: `sandbox:${name}`, data: { export_id } };
  return audited(context, deed, async () => {
    const found = await findSandbox(context, name, "sandboxes.change");
    if (!found.ok) return found;
    const deleted = await found.value.stub.deleteExport({ actor: actorOf(context.viewer), export_id });
    if (deleted.ok) return ok(null);
    return deleted.refusal.reason_code === "not_found" ? refuse(noSuchExport()) : deleted;
  });
}

/** The export's bytes; `range` is an HTTP Range header. */
export async function downloadExport(
  context: ServiceContext,
  input: { readonly name: string; readonly export_id: string; readonly range?: string },
): Promise<Result<Response>> {
  const { export_id, range } = input;
  const deed = { action: "export.downloaded", target: `sandbox:${input.name}`, data: { export_id } };
  return handedOut(context, deed, async () => {
    const found = await findSandbox(context, input.name, "sandboxes.read");
    if (!found.ok) return found;
    if (!/^[\w-]{1,64}$/.test(export_id)) return refuse(noSuchExport());
    const headers: Record<string, string> = range ? { range } : {};
    return askSandbox(context, found.value, `/exports/${export_id}/content`, { headers });
  });
}

function noSuchExport(): Refusal {
  return {
    reason_code: "export_not_found",
    message: "This sandbox has no such export.",
    retryable: false,
    next_step: "List its exports to see what there is.",
  };
}
