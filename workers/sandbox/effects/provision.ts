import type { Effect, Report } from "../../domain/lifecycle.ts";
import { findTemplate } from "../../domain/sandbox/templates.ts";
import type { Phase } from "../../domain/sandbox.ts";
import type { RestoreResult } from "../../engines/agent-api.ts";
import type { AgentClient } from "../../engines/agent-client.ts";
import { EngineError } from "../../engines/engine.ts";
import { fingerprintOrNull, rememberWorkspace } from "../clocks/workspace-memory.ts";
import { checkpointMissing, readArchive, verifyArchive } from "../storage/archive-store.ts";
import { cloneRepository } from "./clone.ts";
import { runStep } from "./step.ts";
import { NOT_READ, storageCall } from "./storage-call.ts";
import type { Surroundings } from "./surroundings.ts";
import { Tally } from "./tally.ts";

type Provision = Extract<Effect, { type: "provision" }>;
type PhaseDone = Extract<Report, { type: "phase_done" }>;

/** Process id of the launch command inside the sandbox. */
export function taskId(generation: number): string {
  return `task-${generation}`;
}

/** Does one phase of a launch or resume; throws EngineError when it can't be done. Every phase may be repeated. */
export async function provision(effect: Provision, around: Surroundings): Promise<PhaseDone> {
  const { operation_id, generation, phase } = effect;
  const done = { type: "phase_done", operation_id, generation, phase } as const;
  switch (phase satisfies Phase) {
    case "allocating":
      return { ...done, kept: await allocate(effect, around) };
    case "restoring":
      await restore(effect, around);
      return done;
    case "cloning":
      return { ...done, commit: await cloneRepository(generation, around) };
    case "setup":
      await setUp(generation, around);
      return done;
    case "starting":
      await start(effect, around);
      return done;
  }
}

async function allocate(
  effect: Provision,
  { engine, record, journal, agent }: Surroundings,
): Promise<boolean> {
  const local_repository = journal.setting("local_repository");
  const started = await engine.start(record.id, effect.generation, {
    limits: record.limits,
    image: record.image,
    workspace: effect.keep ? "keep" : "fresh",
    ...(local_repository ? { local_repository } : {}),
    egress: { mode: "proxy" },
  });
  await agent(effect.generation).health();
  return started.workspace === "kept";
}

async function restore(effect: Provision, around: Surroundings): Promise<void> {
  const { bucket, journal, log, progress } = around;
  const checkpoint = effect.restore;
  if (!checkpoint) throw new EngineError(checkpointMissing());
  const { checkpoint_id, object_key, size_bytes } = checkpoint;
  const { moved } = new Tally(progress, size_bytes * 2);
  // Whole before it touches the workspace: a corrupt archive must not leave half a workspace that looks restored.
  const verified = await storageCall(NOT_READ, () => verifyArchive(bucket, object_key, checkpoint, moved));
  if (!verified.ok) throw new EngineError(verified.refusal);
  const agent = around.agent(effect.generation);
  const { file_count } = await unpack(agent, readArchive(bucket, object_key, size_bytes, moved));
  rememberWorkspace(journal, checkpoint_id, await fingerprintOrNull(agent));
  log("provisioning", "stdout", `Restored ${file_count} files from checkpoint ${checkpoint_id}.\n`);
}

/** Both of its ends may fail: storage that is read, and the sandbox's disk that is written. */
async function unpack(agent: AgentClient, archive: ReadableStream<Uint8Array>): Promise<RestoreResult> {
  try {
    return await storageCall(NOT_READ, () => agent.restore(archive));
  } catch (error) {
    if (!(error instanceof EngineError) || error.refusal.reason_code !== "disk_full") throw error;
    throw new EngineError({
      ...error.refusal,
      message: "The checkpoint's files do not fit on the sandbox's disk.",
      next_step: "Fork the checkpoint into a profile with a larger disk.",
    });
  }
}

async function setUp(generation: number, around: Surroundings): Promise<void> {
  const template = around.record.template ? findTemplate(around.record.template) : undefined;
  if (!template) return;
  const agent = around.agent(generation);
  for (const file of template.files) {
    await agent.writeFile(file.path, file.content, file.mode);
    around.log("provisioning", "stdout", `Wrote ${file.path}\n`);
  }
  for (const argv of template.setup) await runStep(agent, argv, around, { reason_code: "setup_failed" });
}

/** Starts the launch command on a first launch. A resume brings back files, never processes. */
async function start(effect: Provision, around: Surroundings): Promise<void> {
  const { record } = around;
  const agent = around.agent(effect.generation);
  await agent.health();
  const first = effect.restore === null && !effect.keep;
  if (!first || !record.command) return;
  await agent.startProcess({
    process_id: taskId(effect.generation),
    source: "task",
    // A person's command line is a program for their shell, inside their sandbox; it reaches the shell as one argument.
    argv: ["/bin/bash", "-lc", record.command],
    env: await around.env(),
  });
}
