import { type Recording, segmentKey } from "../../domain/terminal/recording.ts";
import { withinDeadline } from "../storage/storage-deadline.ts";

/** Segments of one sandbox's recordings in storage. */
export class SegmentStore {
  readonly #bucket: R2Bucket;
  readonly #sandbox_id: () => string;
  readonly #never = new AbortController().signal;

  constructor(bucket: R2Bucket, sandbox_id: () => string) {
    this.#bucket = bucket;
    this.#sandbox_id = sandbox_id;
  }

  /** Writes a segment, over one of that number that was never committed. Throws when storage fails, or takes longer. */
  async put(recording_id: string, number: number, bytes: Uint8Array, within_ms: number): Promise<void> {
    const key = segmentKey(this.#sandbox_id(), recording_id, number);
    await withinDeadline(this.#bucket.put(key, bytes), this.#never, within_ms);
  }

  /** The whole file, its segments in order; errors when one of them is missing. */
  content({ recording_id, segments, size_bytes }: Recording): ReadableStream<Uint8Array> {
    const { readable, writable } = new FixedLengthStream(size_bytes);
    const copy = async () => {
      for (let number = 1; number <= segments; number++) {
        const object = await this.#bucket.get(segmentKey(this.#sandbox_id(), recording_id, number));
        if (!object) throw new Error(`segment ${number} of recording ${recording_id} is not stored`);
        await object.body.pipeTo(writable, { preventClose: true });
      }
      await writable.close();
    };
    // Whoever reads sees the stream break: fewer bytes than its length says.
    copy().catch((error: unknown) => writable.abort(error).catch(() => undefined));
    return readable;
  }
}
