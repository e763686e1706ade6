import type { Checkpoint, ExportRecord } from "../../../domain/sandbox.ts";
import { decodeArchive, missingFrom } from "../world/archive.ts";
import type { World } from "../world.ts";
import type { Broken, Commit } from "./commit.ts";

/** What a checkpoint or an export says of its object, against the object; null when it is so. */
export function objectProblem(
  { bucket }: World,
  {
    object_key,
    size_bytes,
    content_sha256,
  }: Pick<Checkpoint | ExportRecord, "object_key" | "size_bytes" | "content_sha256">,
): string | null {
  const object = object_key === null ? undefined : bucket.objects.get(object_key);
  if (!object) return `${object_key} is not in storage`;
  if (object.bytes.byteLength !== size_bytes || object.sha256 !== content_sha256) {
    return `the bytes of ${object_key} are others than it says`;
  }
  return null;
}

/** The pointer moves only to what was verified, whose bytes are right, and which holds what was written before. */
export function* checkpoints({ world, host, account, before, after, events }: Commit): Broken {
  const { checkpoint } = after;
  if (before?.checkpoint && !checkpoint) yield "the checkpoint's pointer was lost";
  if (!checkpoint || checkpoint.checkpoint_id === before?.checkpoint?.checkpoint_id) return;
  if (!checkpoint.verified) yield "the pointer moved to a checkpoint that is not verified";
  const problem = objectProblem(world, checkpoint);
  if (problem) yield `the pointer moved to a checkpoint, but ${problem}`;
  if (!events.some(({ type }) => type === "checkpoint_verified")) yield "the pointer moved without an event";
  const row = host.sql.rows("SELECT 1 FROM checkpoints WHERE id = ?", [checkpoint.checkpoint_id]);
  if (row.length === 0) yield "the pointer moved to a checkpoint that is not listed";
  const object = world.bucket.objects.get(checkpoint.object_key);
  const files = (object && decodeArchive(object.bytes)) ?? new Map<string, number>();
  world.saved.set(checkpoint.object_key, files);
  const missing = missingFrom(files, account.due);
  if (missing) yield `checkpoint ${checkpoint.checkpoint_id} lacks what was written in ${missing} before it`;
}

/** Keeps the books of what was acknowledged and of what somebody deleted. */
export function* books({ world, host, account, after, events }: Commit): Broken {
  for (const { type, data } of events) {
    if (type === "checkpoint_verified" && after.checkpoint) {
      account.checkpoints.set(after.checkpoint.checkpoint_id, after.checkpoint);
    } else if (type === "checkpoint_deleted") {
      const id = String(data.checkpoint_id);
      const gone = account.checkpoints.get(id);
      if (id === after.checkpoint?.checkpoint_id) yield "the checkpoint that a resume restores was deleted";
      if (!gone) continue;
      account.checkpoints.delete(id);
      account.deleted.add(gone.object_key).add(gone.object_key.replace(".tar.gz", ".json"));
    } else if (type === "export_deleted") {
      const gone = account.exports.get(String(data.export_id));
      account.exports.delete(String(data.export_id));
      if (gone?.object_key?.startsWith("exports/")) account.deleted.add(gone.object_key);
    } else if (type === "operation_succeeded" && data.type === "export") {
      const [row] = host.sql.rows("SELECT body FROM exports WHERE id = ?", [data.export_id]);
      const made = row && (JSON.parse(String(row.body)) as ExportRecord);
      if (made?.status !== "succeeded") yield `export ${data.export_id} succeeded but is ${made?.status}`;
      const problem = made && objectProblem(world, made);
      if (problem) yield `an export succeeded, but ${problem}`;
      if (made) account.exports.set(made.export_id, made);
    }
  }
}

/** Told before an object goes or is replaced: nothing that was acknowledged may. */
export function keyProblem(
  account: {
    readonly checkpoints: ReadonlyMap<string, Checkpoint>;
    readonly exports: ReadonlyMap<string, ExportRecord>;
  },
  key: string,
): string | null {
  for (const { object_key, checkpoint_id } of account.checkpoints.values()) {
    if (object_key === key) return `the archive of checkpoint ${checkpoint_id} was deleted or replaced`;
  }
  for (const { object_key, export_id } of account.exports.values()) {
    if (object_key === key) return `the archive of export ${export_id} was deleted or replaced`;
  }
  return null;
}
