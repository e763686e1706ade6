import { createHash } from "node:crypto";
import type { Owner, Simulation } from "../simulation.ts";
import { bodyOf } from "./body.ts";

/** Keys of one page of a listing: few, so that whoever stops at the first page is found out (pitfall C21). */
const PAGE = 3;

export interface StoredObject {
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/**
 * R2: whole objects, multipart uploads that appear when they are completed, ranges, listings in pages. What was
 * acknowledged stays; but a write may arrive other than it was sent.
 */
export class Bucket {
  readonly objects = new Map<string, StoredObject>();
  /** Probability that an archive is stored other than it was sent. */
  alters = 0;
  /** Told before an object is replaced or deleted. */
  onGone: (key: string) => void = () => undefined;
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  reset(): void {
    this.objects.clear();
    this.alters = 0;
  }

  binding(owner: Owner | null) {
    const call = <T>(key: string, work: () => T): Promise<T> =>
      this.#simulation.call({
        owner,
        part: "storage",
        lane: key,
        work,
        failure: () => new Error("R2: internal error (10001)"),
      });
    return {
      createMultipartUpload: (key: string) => call(key, () => this.#upload(key, call)),
      put: (key: string, value: string) => call(key, () => this.#store(key, new TextEncoder().encode(value))),
      head: (key: string) => call(key, () => this.#head(key)),
      get: (key: string, options: { range?: { offset: number; length: number } } = {}) =>
        call(key, () => this.#get(key, options.range, owner)),
      delete: (keys: string | readonly string[]) => {
        const listed = typeof keys === "string" ? [keys] : [...keys];
        return call(listed[0] ?? "", () => this.#delete(listed));
      },
      list: ({ prefix, cursor }: { prefix: string; cursor?: string }) =>
        call(prefix, () => this.#list(prefix, cursor)),
    };
  }

  #upload(key: string, call: <T>(key: string, work: () => T) => Promise<T>) {
    const parts = new Map<number, Uint8Array>();
    let open = true;
    const mustBeOpen = () => {
      if (!open) throw new Error("R2: the specified multipart upload does not exist (10024)");
    };
    return {
      // The bytes go now: the caller uses its buffer again.
      uploadPart: (partNumber: number, bytes: Uint8Array) => {
        const sent = bytes.slice();
        return call(key, () => {
          mustBeOpen();
          parts.set(partNumber, sent);
          return { partNumber, etag: String(sent.byteLength) };
        });
      },
      complete: (uploaded: readonly { partNumber: number }[]) =>
        call(key, () => {
          mustBeOpen();
          open = false;
          const whole = Buffer.concat(uploaded.map(({ partNumber }) => parts.get(partNumber)!));
          this.#store(key, this.#simulation.random.chance(this.alters) ? this.#altered(whole) : whole);
        }),
      abort: () =>
        call(key, () => {
          open = false;
        }),
    };
  }

  #altered(bytes: Uint8Array): Uint8Array {
    const copy = bytes.slice();
    if (copy.byteLength === 0 || this.#simulation.random.chance(0.5)) return copy.subarray(1);
    const at = this.#simulation.random.below(copy.byteLength);
    copy[at] = copy[at]! ^ 1;
    return copy;
  }

  #store(key: string, bytes: Uint8Array): void {
    if (this.objects.has(key)) this.onGone(key);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    this.objects.set(key, { bytes: Uint8Array.from(bytes), sha256 });
  }

  #head(key: string) {
    const object = this.objects.get(key);
    return object ? { key, size: object.bytes.byteLength } : null;
  }

  #get(key: string, range: { offset: number; length: number } | undefined, owner: Owner | null) {
    const object = this.objects.get(key);
    if (!object) return null;
    const { offset, length } = range ?? { offset: 0, length: object.bytes.byteLength };
    const bytes = object.bytes.slice(offset, offset + length);
    return {
      key,
      size: object.bytes.byteLength,
      arrayBuffer: async () => bytes.buffer,
      body: bodyOf(this.#simulation, owner, "storage", bytes),
    };
  }

  #delete(keys: readonly string[]): void {
    for (const key of keys) {
      if (this.objects.has(key)) this.onGone(key);
      this.objects.delete(key);
    }
  }

  #list(prefix: string, cursor: string | undefined) {
    const keys = [...this.objects.keys()]
      .filter((key) => key.startsWith(prefix) && key > (cursor ?? ""))
      .sort();
    const objects = keys.slice(0, PAGE).map((key) => ({ key }));
    const truncated = keys.length > PAGE;
    return { objects, truncated, ...(truncated ? { cursor: objects.at(-1)!.key } : {}) };
  }
}
