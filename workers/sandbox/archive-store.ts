import { ok, type Refusal, type Result, refuse } from "../domain/refusal.ts";

/** R2 wants equal parts of at least 5 MiB; this bounds the memory of one save. */
const PART_BYTES = 8 * 1024 * 1024;

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
): Promise<Stored> {
  const digest = sha256Stream();
  const hashing = digest.getWriter();
  // A failed upload leaves the digest unfinished; its rejection is then nobody's.
  digest.digest.catch(() => undefined);
  const upload = await bucket.createMultipartUpload(key, {
    httpMetadata: { contentType: "application/gzip" },
  });
  const parts: R2UploadedPart[] = [];
  let size_bytes = 0;
  try {
    for await (const part of inParts(archive)) {
      signal.throwIfAborted();
      await hashing.write(part);
      parts.push(await upload.uploadPart(parts.length + 1, part));
      size_bytes += part.byteLength;
    }
    await hashing.close();
    await upload.complete(parts);
  } catch (error) {
    await upload.abort().catch((reason) => console.warn(`aborting upload ${key}: ${String(reason)}`));
    throw error;
  }
  return { size_bytes, content_sha256: hex(await digest.digest) };
}

/**
 * Reads an object back and compares its bytes with what was meant to be stored (pitfall C1). In ranges of one part:
 * read as one stream, the local runtime's storage keeps several hundred MB alive (measured with 150 MB archives).
 */
export async function verifyArchive(bucket: R2Bucket, key: string, expected: Stored): Promise<Result<true>> {
  const head = await bucket.head(key);
  if (!head) return refuse(checkpointMissing());
  if (head.size !== expected.size_bytes) return refuse(checkpointCorrupt());
  const digest = sha256Stream();
  const hashing = digest.getWriter();
  for (let offset = 0; offset < head.size; offset += PART_BYTES) {
    const part = await bucket.get(key, {
      range: { offset, length: Math.min(PART_BYTES, head.size - offset) },
    });
    if (!part) return refuse(checkpointMissing());
    await hashing.write(await part.arrayBuffer());
  }
  await hashing.close();
  return hex(await digest.digest) === expected.content_sha256 ? ok(true) : refuse(checkpointCorrupt());
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
  const part = new Uint8Array(PART_BYTES);
  let filled = 0;
  let yielded = false;
  for await (const chunk of stream) {
    for (let at = 0; at < chunk.byteLength; ) {
      const taken = Math.min(chunk.byteLength - at, PART_BYTES - filled);
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

/** workerd's streaming digest, which the browser's `Crypto` type does not know. */
function sha256Stream(): DigestStream {
  return new (crypto as unknown as { DigestStream: typeof DigestStream }).DigestStream("SHA-256");
}

function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
