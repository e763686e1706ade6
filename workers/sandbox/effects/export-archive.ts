import type { ExportRecord } from "../../domain/sandbox.ts";
import { EngineError } from "../../engines/engine.ts";
import { checkpointMissing, verifyArchive } from "../storage/archive-store.ts";
import type { ExportEffect } from "./export.ts";
import { archiveTo } from "./save.ts";
import { NOT_READ, storageCall } from "./storage-call.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * An archive to take home. A checkpoint's archive is one already, so exporting it checks its bytes and points at them;
 * a live one is streamed to storage first, so that the download can resume.
 */
export async function exportArchive(
  effect: ExportEffect,
  around: Surroundings,
): Promise<Partial<ExportRecord>> {
  return effect.source === "live" ? live(effect, around) : saved(effect, around);
}

async function live({ export_id, generation }: ExportEffect, around: Surroundings) {
  const object_key = `exports/${around.record.id}/${export_id}.tar.gz`;
  const { size_bytes, content_sha256, commit } = await archiveTo(object_key, export_id, generation, around);
  return { object_key, size_bytes, content_sha256, commit, checkpoint_id: null };
}

async function saved({ checkpoint }: ExportEffect, { bucket }: Surroundings) {
  if (!checkpoint) throw new EngineError(checkpointMissing());
  const verified = await storageCall(NOT_READ, () =>
    verifyArchive(bucket, checkpoint.object_key, checkpoint),
  );
  if (!verified.ok) throw new EngineError(verified.refusal);
  const { object_key, size_bytes, content_sha256, commit, checkpoint_id } = checkpoint;
  return { object_key, size_bytes, content_sha256, commit, checkpoint_id };
}
