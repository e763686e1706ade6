/** What is kept of a sandbox, and how that ends: checkpoints, exports, and the whole archive. */
import { ok, type Result } from "../refusal.ts";
import type { SandboxRecord } from "../sandbox.ts";
import type { Request } from "./command.ts";
import { type Decision, Draft } from "./draft.ts";
import * as refusals from "./refusals.ts";

type Of<T extends Request["type"]> = Extract<Request, { type: T }>;

/** Never the one that a resume would restore, and none while an operation may be reading it. */
export function deleteCheckpoints(
  record: SandboxRecord,
  request: Of<"delete_checkpoints">,
  now: number,
): Result<Decision> {
  if (record.operation) return refusals.operationConflict(record.operation);
  const current = record.checkpoint?.checkpoint_id;
  if (request.checkpoints.some(({ checkpoint_id }) => checkpoint_id === current)) {
    return refusals.checkpointInUse();
  }
  const { actor, because } = request;
  const draft = new Draft(record, actor, now);
  for (const { checkpoint_id } of request.checkpoints) {
    draft.emit("checkpoint_deleted", { checkpoint_id, because });
  }
  const keys = request.checkpoints.flatMap(({ object_key }) => [object_key, manifestKey(object_key)]);
  const { generation } = record;
  return ok(draft.effect({ type: "delete_objects", operation_id: null, generation, keys }).done());
}

/** An archive of a checkpoint is that checkpoint's object, which stays. */
export function deleteExport(
  record: SandboxRecord,
  request: Of<"delete_export">,
  now: number,
): Result<Decision> {
  const { actor } = request;
  const { export_id, status, object_key } = request.export;
  if (record.operation) return refusals.operationConflict(record.operation);
  const draft = new Draft(record, actor, now).emit("export_deleted", { export_id });
  if (status === "succeeded") draft.set({ exports_count: Math.max(0, record.exports_count - 1) });
  if (object_key?.startsWith("exports/")) {
    const { generation } = record;
    draft.effect({ type: "delete_objects", operation_id: null, generation, keys: [object_key] });
  }
  return ok(draft.done());
}

export function purge(record: SandboxRecord, request: Of<"purge">, now: number): Result<Decision> {
  if (record.state !== "destroyed") return refusals.illegalTransition(record.state, "be deleted");
  if (record.operation?.type === "export") return refusals.exportInProgress(record.operation);
  if (record.operation) return refusals.operationConflict(record.operation);
  const { operation_id, actor } = request;
  const draft = new Draft(record, actor, now).begin(operation_id, "purge").set({ plan: { kind: "purge" } });
  return ok(draft.effect({ type: "purge", operation_id, generation: record.generation }).done());
}

/** The manifest lies beside its archive. */
function manifestKey(archive_key: string): string {
  return archive_key.replace(/\.tar\.gz$/, ".json");
}
