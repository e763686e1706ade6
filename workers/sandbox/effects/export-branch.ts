/** A branch in the sandbox's repository with the workspace as it is. */
import { defaultExportBranch } from "../../domain/refs.ts";
import type { ExportRecord } from "../../domain/sandbox.ts";
import type { AgentClient } from "../../engines/agent-client.ts";
import type { ExportEffect } from "./export.ts";
import { bundleInto } from "./export-bundle.ts";
import { ExportGit } from "./export-git.ts";
import { publish } from "./export-publish.ts";
import { credentialGone, noRepository } from "./export-refusals.ts";
import { remoteOver } from "./export-remote.ts";
import { copyLive, inScratch, restoreCheckpoint } from "./export-scratch.ts";
import { writeTree } from "./export-tree.ts";
import type { Surroundings } from "./surroundings.ts";

/** Always in a scratch sandbox: what a push signs in with must not be where the sandbox's own processes are. */
export async function exportBranch(
  effect: ExportEffect,
  requested: ExportRecord,
  around: Surroundings,
): Promise<Partial<ExportRecord>> {
  const { record, journal, engine } = around;
  const { repository } = record;
  if (!repository) throw noRepository();
  const credential = around.credential(effect.export_id);
  if (requested.signs_in && !credential) throw credentialGone();
  const path = journal.setting("local_repository");
  const branch = effect.branch ?? defaultExportBranch(record.name);
  const needs = path
    ? ({ egress: { mode: "none" }, local_repository: path } as const)
    : ({ egress: { mode: "proxy" } } as const);
  const published = await inScratch(needs, around, async (agent) => {
    await bringFiles(effect, agent, around);
    const log = (text: string) => around.log("engine", "stderr", text);
    const written = await writeTree(agent, record.commit, around.signal, log);
    const git = new ExportGit(agent, written.env, around.signal);
    const remote = path ? bundleInto(engine, path, git) : remoteOver(repository, credential, git);
    return publish(git, written, remote, {
      export_id: effect.export_id,
      branch,
      sandbox: record.name,
      author: record.operation?.actor.label ?? "",
      requested_at: requested.requested_at,
      base: record.commit,
      earlier: commitsOf(branch, journal.exports.all()),
    });
  });
  const checkpoint_id = effect.source === "live" ? null : (effect.checkpoint?.checkpoint_id ?? null);
  return { ...published, branch, url: repository, checkpoint_id };
}

async function bringFiles(effect: ExportEffect, agent: AgentClient, around: Surroundings): Promise<void> {
  if (effect.source === "checkpoint") return restoreCheckpoint(effect.checkpoint, agent, around);
  return copyLive(around.agent(effect.generation), effect.export_id, agent, around);
}

/** Where our own earlier exports have left the branch. */
function commitsOf(branch: string, exports: readonly ExportRecord[]): string[] {
  return exports.flatMap((one) =>
    one.kind === "branch" && one.status === "succeeded" && one.branch === branch && one.commit
      ? [one.commit]
      : [],
  );
}
