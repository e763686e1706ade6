import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import { EngineError } from "../../engines/engine.ts";
import { withinDeadline } from "./storage-deadline.ts";

/** R2 wants equal parts of at least 5 MiB; this bounds the memory of one save. */
const PART_BYTES = 8 * 1024 * 1024;
/** What the buffer begins with; it grows as bytes come, so that saving a small workspace takes little memory. */
const FIRST_BYTES = 64 * 1024;

/** How long the removal of a failed upload's parts may keep the failure from being told, ms. */
const ABORT_MS = 5_000;
const NEVER = new AbortController().signal;

/** Told of each piece that has gone to or come from storage, in bytes. */
export type Moved = (bytes: number) => void;
const UNTOLD: Moved = () => {};

export interface Stored {
  readonly size_bytes: number;
  /** Lower-case hex SHA-256 of the bytes that were sent. */
  readonly content_sha256: string;
}

/**
 * Streams an archive of unknown length into object storage, counting and hashing on the way. Nothing holds more than
 * one part. On any failure the multipart upload is aborted, so that nothing half-written is listed or billed.
 */
export async function storeArchive(
  bucket: R2Bucket,
  key: string,
  archive: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  { moved = UNTOLD, content_type = "application/gzip" }: { moved?: Moved; content_type?: string } = {},
): Promise<Stored> {
  const digest = sha256Stream();
  const hashing = digest.getWriter();
  // A failed upload leaves the digest unfinished; its rejection is then nobody's.
  digest.digest.catch(() => undefined);
  const httpMetadata = { contentType: content_type };
  const upload = await withinDeadline(bucket.createMultipartUpload(key, { httpMetadata }), signal);
  const parts: R2UploadedPart[] = [];
  let size_bytes = 0;
  try {
    for await (const part of inParts(archive)) {
      signal.throwIfAborted();
      await hashing.write(part);
      parts.push(await withinDeadline(upload.uploadPart(parts.length + 1, part), signal));
      size_bytes += part.byteLength;
      moved(part.byteLength);
    }
    await hashing.close();
    await withinDeadline(upload.complete(parts), signal);
  } catch (error) {
    await withinDeadline(upload.abort(), NEVER, ABORT_MS).catch((reason) =>
      console.warn(`aborting upload ${key}: ${String(reason)}`),
    );
    throw error;
  }
  return { size_bytes, content_sha256: hex(await digest.digest) };
}

/** Reads an object back and compares its bytes with what was meant to be stored (pitfall C1). */
export async function verifyArchive(
  bucket: R2Bucket,
  key: string,
  expected: Stored,
  moved: Moved = UNTOLD,
): Promise<Result<true>> {
  const head = await bucket.head(key);
  if (!head) return refuse(checkpointMissing());
  if (head.size !== expected.size_bytes) return refuse(checkpointCorrupt());
  const digest = sha256Stream();
  const hashing = digest.getWriter();
  for (let offset = 0; offset < head.size; ) {
    const part = await readPart(bucket, key, offset, head.size);
    if (!part) return refuse(checkpointMissing());
    await hashing.write(part);
    offset += part.byteLength;
    moved(part.byteLength);
  }
  await hashing.close();
  return hex(await digest.digest) === expected.content_sha256 ? ok(true) : refuse(checkpointCorrupt());
}

/** A stored archive's bytes, no faster than they are taken; fails with `checkpoint_missing` when it goes meanwhile. */
export function readArchive(
  bucket: R2Bucket,
  key: string,
  size_bytes: number,
  moved: Moved = UNTOLD,
): ReadableStream<Uint8Array> {
  let offset = 0;
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        if (offset >= size_bytes) return controller.close();
        const part = await readPart(bucket, key, offset, size_bytes);
        if (!part) throw new EngineError(checkpointMissing());
        offset += part.byteLength;
        moved(part.byteLength);
        controller.enqueue(part);
      },
    },
    { highWaterMark: 0 },
  );
}

/**
 * One part; null when the object is gone. In ranges, because an object read as one stream keeps several hundred MB
 * alive in the local runtime's storage (measured with archives of 150 MB).
 */
async function readPart(
  bucket: R2Bucket,
  key: string,
  offset: number,
  size: number,
): Promise<Uint8Array | null> {
  const range = { offset, length: Math.min(PART_BYTES, size - offset) };
  const part = await bucket.get(key, { range });
  return part && part.size > 0 ? new Uint8Array(await part.arrayBuffer()) : null;
}

export function checkpointMissing(): Refusal {
  return {
    reason_code: "checkpoint_missing",
    message: "The saved archive is not in object storage.",
    retryable: false,
    next_step: "Choose an older checkpoint.",
  };
}

export function checkpointCorrupt(): Refusal {
  return {
    reason_code: "checkpoint_corrupt",
    message: "The saved archive's bytes are not those that were saved.",
    retryable: false,
    next_step: "Choose an older checkpoint.",
  };
}

/**
 * Regroups a stream into parts of exactly PART_BYTES, the last one shorter; at least one, even if empty. One buffer
 * serves all: a part is gone when the next one is asked for.
 */
async function* inParts(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  let part = new Uint8Array(FIRST_BYTES);
  let filled = 0;
  let yielded = false;
  for await (const chunk of stream) {
    for (let at = 0; at < chunk.byteLength; ) {
      if (filled === part.byteLength) part = grown(part);
      const taken = Math.min(chunk.byteLength - at, part.byteLength - filled);
      part.set(chunk.subarray(at, at + taken), filled);
      filled += taken;
      at += taken;
      if (filled === PART_BYTES) {
        yield part;
        filled = 0;
        yielded = true;
      }
    }
  }
  if (filled > 0 || !yielded) yield part.subarray(0, filled);
}

function grown(part: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(part.byteLength * 8, PART_BYTES));
  larger.set(part);
  return larger;
}

/** workerd's streaming digest, which the browser's `Crypto` type does not know. */
function sha256Stream(): DigestStream {
  return new (crypto as unknown as { DigestStream: typeof DigestStream }).DigestStream("SHA-256");
}

function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
