import { DATA_HEADER_BYTES, encodeFrame, MAX_FRAME_PAYLOAD, writeOutputHeader } from "../protocol.ts";
import { Scrollback } from "../scrollback.ts";

export interface Size {
  readonly cols: number;
  readonly rows: number;
}

export interface SizeMark extends Size {
  /** The size holds from this output offset on. */
  readonly offset: number;
}

/**
 * The last output of one terminal with the sizes it had while it was written: what a viewer is shown must be wrapped
 * where the program saw it wrapped. Offsets are bytes since the terminal began.
 */
export class Tape {
  readonly #ring: Scrollback;
  /** By offset; the first one holds at the oldest byte kept. */
  #sizes: SizeMark[];

  /** `capacity` in bytes; `offset` and `size` are where the stream stands. */
  constructor(capacity: number, size: Size, offset = 0) {
    this.#ring = new Scrollback(capacity, offset);
    this.#sizes = [{ offset, cols: size.cols, rows: size.rows }];
  }

  get firstOffset(): number {
    return this.#ring.firstOffset;
  }

  get endOffset(): number {
    return this.#ring.endOffset;
  }

  /** The size at the end: what the terminal has now. */
  get size(): Size {
    return this.sizeAt(this.endOffset);
  }

  sizeAt(offset: number): Size {
    const { cols, rows } = this.#sizes.findLast((mark) => mark.offset <= offset) ?? this.#sizes[0]!;
    return { cols, rows };
  }

  append(bytes: Uint8Array): void {
    this.#ring.append(bytes);
    this.#forgetSizes();
  }

  /** From the next byte on the terminal has this size. */
  resize({ cols, rows }: Size): void {
    const offset = this.endOffset;
    if (this.#sizes.at(-1)?.offset === offset) this.#sizes.pop();
    this.#sizes.push({ offset, cols, rows });
  }

  /** Forgets everything before `offset`. */
  dropBefore(offset: number): void {
    this.#ring.dropBefore(offset);
    this.#forgetSizes();
  }

  /**
   * What follows `from`, up to `to` and to the next change of size: one frame, ready to be sent, and the offset after it.
   * A size that changes at `from` itself comes by `sizeAt`, not here; `null` when there is nothing before `to`.
   * `from` must still be kept.
   */
  outputFrame(from: number, to: number): { readonly frame: Uint8Array; readonly next: number } | null {
    const change = this.#sizes.find((mark) => mark.offset > from)?.offset ?? Number.POSITIVE_INFINITY;
    const end = Math.min(to, change, this.endOffset, from + MAX_FRAME_PAYLOAD);
    if (end <= from) return null;
    const { frame } = this.#ring.copy(from, end, DATA_HEADER_BYTES);
    writeOutputHeader(frame, from);
    return { frame, next: end };
  }

  /** The size frame that belongs between the bytes before and after `offset`; null when it did not change there. */
  sizeFrame(offset: number): Uint8Array | null {
    const mark = this.#sizes.find((other) => other.offset === offset);
    return mark ? encodeFrame({ type: "size", cols: mark.cols, rows: mark.rows }) : null;
  }

  /** Fills `target` with the bytes from `from` on, which must all be kept. */
  copyInto(target: Uint8Array, from: number): void {
    this.#ring.copyInto(target, from);
  }

  /** Where the size changes in [from, to), in order. */
  sizesIn(from: number, to: number): readonly SizeMark[] {
    return this.#sizes.filter(({ offset }) => offset >= from && offset < to);
  }

  #forgetSizes(): void {
    if (this.#sizes.length === 1) return;
    const first = this.firstOffset;
    const holds = this.#sizes.findLastIndex((mark) => mark.offset <= first);
    if (holds > 0) this.#sizes = this.#sizes.slice(holds);
  }
}
