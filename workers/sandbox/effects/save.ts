import type { Effect, Report } from "../../domain/lifecycle.ts";
import { checkpointKeys } from "../../domain/sandbox/checkpoint-keys.ts";
import type { Checkpoint } from "../../domain/sandbox.ts";
import { EngineError } from "../../engines/engine.ts";
import { freeze } from "../agent/freeze.ts";
import { fingerprintOrNull, rememberWorkspace } from "../clocks/workspace-memory.ts";
import { checkpointCorrupt, type Stored, storeArchive, verifyArchive } from "../storage/archive-store.ts";
import { NOT_READ, NOT_STORED, storageCall } from "./storage-call.ts";
import type { Surroundings } from "./surroundings.ts";
import { Tally } from "./tally.ts";

type Save = Extract<Effect, { type: "save" }>;
type Saved = Extract<Report, { type: "saved" }>;

/**
 * Saves the workspace: stream, compare with what the agent sent, read back, then the manifest. What changes while it
 * runs shows as a change afterwards: the workspace's fingerprint is taken before. Before a teardown there is no
 * afterwards, so nothing runs meanwhile; it stays so until the sandbox is destroyed, or is not to be (freeze.ts).
 */
export async function save(effect: Save, around: Surroundings): Promise<Saved> {
  const { checkpoint_id, generation, operation_id } = effect;
  const { record } = around;
  const agent = around.agent(generation);
  const stayedFrozen = effect.reason === "teardown" && (await freeze(agent, generation, around.journal));
  around.signal.throwIfAborted();
  const { archive: object_key, manifest } = checkpointKeys(record.id, checkpoint_id);
  const fingerprint = await fingerprintOrNull(agent);
  const archived = await archiveTo(object_key, checkpoint_id, generation, around);
  if (stayedFrozen) await stayedFrozen();
  const checkpoint: Checkpoint = {
    checkpoint_id,
    schema_version: 1,
    sandbox_id: record.id,
    generation,
    created_at: around.now(),
    repository: record.repository,
    commit: archived.commit,
    profile: record.profile,
    size_bytes: archived.size_bytes,
    file_count: archived.file_count,
    content_sha256: archived.content_sha256,
    verified: true,
    reason: effect.reason,
    object_key,
  };
  await storageCall(NOT_STORED, () =>
    around.bucket.put(manifest, JSON.stringify(checkpoint), {
      httpMetadata: { contentType: "application/json" },
    }),
  );
  rememberWorkspace(around.journal, checkpoint_id, fingerprint);
  return { type: "saved", operation_id, generation, checkpoint };
}

export interface Archived extends Stored {
  readonly file_count: number;
  readonly commit: string | null;
}

/** Streams the live workspace to `object_key` and answers only after the stored bytes were read back and match. */
export async function archiveTo(
  object_key: string,
  archive_id: string,
  generation: number,
  { agent, bucket, record, signal, progress }: Surroundings,
): Promise<Archived> {
  const client = agent(generation);
  // Work grows slowly: the next archive is about as large as the last one.
  const tally = new Tally(progress, record.checkpoint && record.checkpoint.size_bytes * 2);
  const stored = await storageCall(NOT_STORED, async () => {
    const archive = await client.archive(archive_id, signal);
    return storeArchive(bucket, object_key, archive, signal, { moved: tally.moved });
  });
  tally.expect(stored.size_bytes * 2);
  const sent = await client.archiveResult(archive_id);
  if (sent.size_bytes !== stored.size_bytes || sent.content_sha256 !== stored.content_sha256) {
    await bucket.delete(object_key);
    throw new EngineError({ ...checkpointCorrupt(), retryable: true, next_step: "Try again." });
  }
  const verified = await storageCall(NOT_READ, () => verifyArchive(bucket, object_key, stored, tally.moved));
  if (!verified.ok) throw new EngineError({ ...verified.refusal, retryable: true, next_step: "Try again." });
  return { ...stored, file_count: sent.file_count, commit: sent.commit };
}
