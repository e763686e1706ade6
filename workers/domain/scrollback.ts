/**
 * The last bytes of an endless stream, addressed by their absolute offset (bytes since the stream began).
 * Memory starts small and grows by doubling up to `capacity`; after that the oldest bytes go.
 */
export class Scrollback {
  readonly capacity: number;
  #buffer: Uint8Array;
  #first: number;
  #end: number;

  /** `capacity` in bytes; `offset` is where the stream stands (0 for a new one). */
  constructor(capacity: number, offset = 0) {
    if (!Number.isSafeInteger(capacity) || capacity < 1)
      throw new RangeError("capacity must be at least 1 byte");
    this.capacity = capacity;
    this.#buffer = new Uint8Array(Math.min(capacity, 4096));
    this.#first = offset;
    this.#end = offset;
  }

  /** Offset of the oldest byte still kept. */
  get firstOffset(): number {
    return this.#first;
  }

  /** Offset after the newest byte: how many bytes the stream has had. */
  get endOffset(): number {
    return this.#end;
  }

  append(bytes: Uint8Array): void {
    const kept = bytes.byteLength > this.capacity ? bytes.subarray(bytes.byteLength - this.capacity) : bytes;
    this.#grow(Math.min(this.capacity, this.#end - this.#first + bytes.byteLength));
    this.#end += bytes.byteLength;
    this.#first = Math.max(this.#first, this.#end - this.capacity);
    const size = this.#buffer.byteLength;
    const at = (this.#end - kept.byteLength) % size;
    const head = Math.min(kept.byteLength, size - at);
    this.#buffer.set(kept.subarray(0, head), at);
    this.#buffer.set(kept.subarray(head), 0);
  }

  /**
   * Copies the bytes of [from, to), cut to what is kept. `offset` is where the copy begins; it is above `from`
   * when older bytes are gone. The data begins `headroom` bytes into `frame`, so that a header can be written before it.
   */
  copy(from: number, to: number, headroom = 0): { readonly offset: number; readonly frame: Uint8Array } {
    const begin = Math.min(Math.max(from, this.#first), this.#end);
    const end = Math.max(begin, Math.min(to, this.#end));
    const frame = new Uint8Array(headroom + end - begin);
    this.copyInto(headroom === 0 ? frame : frame.subarray(headroom), begin);
    return { offset: begin, frame };
  }

  /** Fills `target` with the bytes from `from` on, which must all be kept. */
  copyInto(target: Uint8Array, from: number): void {
    const size = this.#buffer.byteLength;
    const at = from % size;
    const head = Math.min(target.byteLength, size - at);
    target.set(this.#buffer.subarray(at, at + head));
    target.set(this.#buffer.subarray(0, target.byteLength - head), head);
  }

  /** Forgets everything before `offset`. */
  dropBefore(offset: number): void {
    this.#first = Math.min(Math.max(this.#first, offset), this.#end);
  }

  #grow(needed: number): void {
    if (needed <= this.#buffer.byteLength) return;
    let size = this.#buffer.byteLength;
    while (size < needed) size *= 2;
    size = Math.min(size, this.capacity);
    const { offset, frame } = this.copy(this.#first, this.#end);
    const grown = new Uint8Array(size);
    const at = offset % size;
    const head = Math.min(frame.byteLength, size - at);
    grown.set(frame.subarray(0, head), at);
    grown.set(frame.subarray(head), 0);
    this.#buffer = grown;
  }
}
