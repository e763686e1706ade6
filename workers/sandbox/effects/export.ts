import type { Effect, Report } from "../../domain/lifecycle.ts";
import type { ExportRecord } from "../../domain/sandbox.ts";
import { exportArchive } from "./export-archive.ts";
import { exportBranch } from "./export-branch.ts";
import { exportPatch } from "./export-patch.ts";
import type { Surroundings } from "./surroundings.ts";

export type ExportEffect = Extract<Effect, { type: "export" }>;
type ExportDone = Extract<Report, { type: "export_done" }>;

/** Makes one export; throws EngineError when it can't be made. It may be repeated from its beginning at any time. */
export async function runExport(effect: ExportEffect, around: Surroundings): Promise<ExportDone> {
  const { operation_id, export_id, kind } = effect;
  const { record, journal, now } = around;
  const requested = journal.exports.find(export_id);
  if (!requested) throw new Error(`export ${export_id} was never recorded`);
  const made = await make(effect, requested, around);
  const time = new Date(now()).toISOString().slice(0, 19).replaceAll(/[:T]/g, "-");
  const extension = { archive: "tar.gz", patch: "patch", branch: null }[kind];
  const done: ExportRecord = {
    ...requested,
    ...made,
    status: "succeeded",
    exported_at: now(),
    file_name: extension && `${record.name}-${time}.${extension}`,
  };
  return { type: "export_done", operation_id, export: done };
}

function make(
  effect: ExportEffect,
  requested: ExportRecord,
  around: Surroundings,
): Promise<Partial<ExportRecord>> {
  switch (effect.kind) {
    case "archive":
      return exportArchive(effect, around);
    case "patch":
      return exportPatch(effect, around);
    case "branch":
      return exportBranch(effect, requested, around);
  }
}
