/**
 * A sandbox that lives for one export: git needs a machine, and a destroyed sandbox has none; a push, beside the
 * sandbox's own processes, would let them read what it signs in with. It never outlives the export.
 */

import { scratchId } from "../../domain/sandbox/scratch-id.ts";
import type { Checkpoint } from "../../domain/sandbox.ts";
import { AgentClient } from "../../engines/agent-client.ts";
import { EngineError, type ResourceLimits, type StartSpec } from "../../engines/engine.ts";
import {
  checkpointCorrupt,
  checkpointMissing,
  readArchive,
  verifyArchive,
} from "../storage/archive-store.ts";
import { NOT_READ, storageCall } from "./storage-call.ts";
import type { Surroundings } from "./surroundings.ts";
import { Tally } from "./tally.ts";

/** Most that the scratch sandbox may use, whatever the sandbox's own limits are. */
const MOST = { cpus: 2, memory_bytes: 2 * 2 ** 30, pids: 128 } as const;

const GENERATION = 1;

/** Starts a scratch sandbox, hands its agent to `work`, and destroys it in every outcome. */
export async function inScratch<T>(
  needs: Pick<StartSpec, "egress" | "local_repository">,
  { engine, record, signal }: Surroundings,
  work: (agent: AgentClient) => Promise<T>,
): Promise<T> {
  const id = scratchId(record.id);
  await engine.destroy(id); // of an attempt that a crash cut off
  try {
    signal.throwIfAborted();
    const { image, limits } = record;
    await engine.start(id, GENERATION, { image, limits: bounded(limits), workspace: "fresh", ...needs });
    const agent = new AgentClient(engine.agent(id, GENERATION), GENERATION);
    await agent.health();
    return await work(agent);
  } catch (error) {
    throw isLoss(error) ? interrupted(error) : error;
  } finally {
    // What work came to stands, whatever becomes of this: the reconciliation destroys what no export is running for.
    await engine.destroy(id).catch((error) => console.error(`destroying ${id} after its export`, error));
  }
}

/** Brings a verified checkpoint's files into a scratch sandbox. */
export async function restoreCheckpoint(
  checkpoint: Checkpoint | null,
  agent: AgentClient,
  { bucket, progress }: Surroundings,
): Promise<void> {
  if (!checkpoint) throw new EngineError(checkpointMissing());
  const { object_key, size_bytes } = checkpoint;
  const { moved } = new Tally(progress, size_bytes * 2);
  const verified = await storageCall(NOT_READ, () => verifyArchive(bucket, object_key, checkpoint, moved));
  if (!verified.ok) throw new EngineError(verified.refusal);
  await agent.restore(readArchive(bucket, object_key, size_bytes, moved));
}

/** Brings the live workspace's files into a scratch sandbox, past any storage. */
export async function copyLive(
  live: AgentClient,
  archive_id: string,
  agent: AgentClient,
  { signal, progress }: Surroundings,
): Promise<void> {
  const { moved } = new Tally(progress, null);
  const tell = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      moved(chunk.byteLength);
      controller.enqueue(chunk);
    },
  });
  const archive = await live.archive(archive_id, signal);
  const restored = await agent.restore(archive.pipeThrough(tell));
  const sent = await live.archiveResult(archive_id);
  if (sent.size_bytes === restored.size_bytes) return;
  throw new EngineError({ ...checkpointCorrupt(), retryable: true, next_step: "Try again." });
}

/** The scratch sandbox has gone from under us; another one will do. */
function isLoss(error: unknown): boolean {
  if (!(error instanceof EngineError)) return false;
  return ["sandbox_absent", "sandbox_stopped", "generation_mismatch"].includes(error.refusal.reason_code);
}

function interrupted(cause: unknown): EngineError {
  const error = new EngineError({
    reason_code: "export_interrupted",
    message: "The sandbox in which the export was being made has stopped.",
    retryable: true,
    next_step: "Export again.",
  });
  return Object.assign(error, { cause });
}

function bounded(own: ResourceLimits): ResourceLimits {
  return {
    cpus: Math.min(own.cpus, MOST.cpus),
    memory_bytes: Math.min(own.memory_bytes, MOST.memory_bytes),
    disk_bytes: own.disk_bytes,
    pids: Math.min(own.pids, MOST.pids),
  };
}
