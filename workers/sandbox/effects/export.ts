import type { Effect, Report } from "../../domain/lifecycle.ts";
import type { ExportRecord } from "../../domain/sandbox.ts";
import { EngineError } from "../../engines/engine.ts";
import { checkpointMissing, verifyArchive } from "../archive-store.ts";
import { archiveTo } from "./save.ts";
import { NOT_READ, storageCall } from "./storage-call.ts";
import type { Surroundings } from "./surroundings.ts";

type Export = Extract<Effect, { type: "export" }>;
type ExportDone = Extract<Report, { type: "export_done" }>;

/**
 * Makes an archive to take home. A checkpoint's archive is one already, so exporting it checks its bytes and points
 * at them; a live one is streamed to storage first, so that the download can resume.
 */
export async function exportArchive(effect: Export, around: Surroundings): Promise<ExportDone> {
  const { operation_id, export_id, generation } = effect;
  const { record, journal, now } = around;
  const requested = journal.export(export_id);
  if (!requested) throw new Error(`export ${export_id} was never recorded`);
  const archive =
    effect.source === "live" ? await live(export_id, generation, around) : await saved(effect, around);
  const done: ExportRecord = {
    ...requested,
    ...archive,
    status: "succeeded",
    exported_at: now(),
    file_name: `${record.name}-${new Date(now()).toISOString().slice(0, 19).replaceAll(/[:T]/g, "-")}.tar.gz`,
  };
  return { type: "export_done", operation_id, export: done };
}

async function live(export_id: string, generation: number, around: Surroundings) {
  const object_key = `exports/${around.record.id}/${export_id}.tar.gz`;
  const { size_bytes, content_sha256, commit } = await archiveTo(object_key, export_id, generation, around);
  return { object_key, size_bytes, content_sha256, commit, checkpoint_id: null };
}

async function saved({ checkpoint }: Export, { bucket }: Surroundings) {
  if (!checkpoint) throw new EngineError(checkpointMissing());
  const verified = await storageCall(NOT_READ, () =>
    verifyArchive(bucket, checkpoint.object_key, checkpoint),
  );
  if (!verified.ok) throw new EngineError(verified.refusal);
  const { object_key, size_bytes, content_sha256, commit, checkpoint_id } = checkpoint;
  return { object_key, size_bytes, content_sha256, commit, checkpoint_id };
}
