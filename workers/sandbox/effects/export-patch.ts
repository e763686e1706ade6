import type { ExportRecord, ExportSummary } from "../../domain/sandbox.ts";
import type { AgentClient } from "../../engines/agent-client.ts";
import { EngineError } from "../../engines/engine.ts";
import { storeArchive, verifyArchive } from "../storage/archive-store.ts";
import type { ExportEffect } from "./export.ts";
import { type GitStep, outputOf } from "./export-git.ts";
import { inScratch, restoreCheckpoint } from "./export-scratch.ts";
import { removeTree, type WorkspaceTree, writeTree } from "./export-tree.ts";
import { NOT_READ, NOT_STORED, storageCall } from "./storage-call.ts";
import type { Surroundings } from "./surroundings.ts";
import { Tally } from "./tally.ts";

/** Every byte of every file, so that `git apply` gives exactly what was there; and nothing that a setting changes. */
const WHOLE = ["--binary", "--full-index", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames"];
const PREFIXES = ["--src-prefix=a/", "--dst-prefix=b/"];

const NO_DIFF = {
  reason_code: "patch_failed",
  next_step: "Run git fsck in the sandbox; or export an archive instead.",
};

/**
 * Everything since the base commit as one patch, which `git apply` takes on that commit. A workspace without changes
 * gives an empty patch and a summary of zeros: a success. The record's `commit` is the one that the patch begins at.
 */
export async function exportPatch(
  effect: ExportEffect,
  around: Surroundings,
): Promise<Partial<ExportRecord>> {
  if (effect.source === "live") {
    const agent = around.agent(effect.generation);
    try {
      return { ...(await patchOf(agent, effect, around)), checkpoint_id: null };
    } finally {
      // One that is gone has nothing left to remove; the next export begins by removing what is left.
      await removeTree(agent, around.signal).catch((error) =>
        console.warn(`after an export of ${around.record.id}: ${String(error)}`),
      );
    }
  }
  return inScratch({ egress: { mode: "none" } }, around, async (agent) => {
    await restoreCheckpoint(effect.checkpoint, agent, around);
    const patch = await patchOf(agent, effect, around);
    return { ...patch, checkpoint_id: effect.checkpoint?.checkpoint_id ?? null };
  });
}

async function patchOf(
  agent: AgentClient,
  effect: ExportEffect,
  { record, bucket, signal, progress, log }: Surroundings,
) {
  const base = record.commit;
  const written = await writeTree(agent, base, signal, (text) => log("engine", "stderr", text));
  const summary = await summarise(agent, written, signal);
  const object_key = `exports/${record.id}/${effect.export_id}.patch`;
  const patch = outputOf(agent, diff(written, ["-p", ...WHOLE, ...PREFIXES]), signal, NO_DIFF);
  const { moved } = new Tally(progress, null);
  const stored = await storageCall(NOT_STORED, () =>
    storeArchive(bucket, object_key, patch, signal, { moved, content_type: PATCH_TYPE }),
  );
  try {
    const verified = await storageCall(NOT_READ, () => verifyArchive(bucket, object_key, stored, moved));
    if (!verified.ok)
      throw new EngineError({ ...verified.refusal, retryable: true, next_step: "Try again." });
  } catch (error) {
    // Nothing would point at it; one that can't be deleted now goes with the sandbox.
    await bucket
      .delete(object_key)
      .catch((reason) => console.warn(`deleting ${object_key}: ${String(reason)}`));
    throw error;
  }
  return { object_key, ...stored, commit: base, summary };
}

export const PATCH_TYPE = "text/x-diff; charset=utf-8";

function diff({ env, base, tree }: WorkspaceTree, options: readonly string[]): GitStep {
  return { argv: ["git", "diff-tree", "-r", ...options, base, tree], env };
}

/** Files and lines; a file without lines (binary, mode, empty) counts as a file. */
async function summarise(
  agent: AgentClient,
  written: WorkspaceTree,
  signal: AbortSignal,
): Promise<ExportSummary> {
  let [files, additions, deletions] = [0, 0, 0];
  let rest = "";
  const decoder = new TextDecoder();
  const lines = outputOf(agent, diff(written, ["--numstat", "--no-renames"]), signal, NO_DIFF);
  for await (const chunk of lines) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) {
      // Names are quoted: one line each, whatever they contain.
      const [added = "", deleted = ""] = line.split("\t");
      files += 1;
      additions += Number(added) || 0;
      deletions += Number(deleted) || 0;
    }
  }
  return { files, additions, deletions };
}
