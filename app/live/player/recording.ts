import type { CastEvent, CastHeader } from "./asciicast.ts";

const BLOCK_BYTES = 256 * 1024;
/** Problems that are told one by one; the others are counted. */
const KEPT_PROBLEMS = 20;

export interface Marker {
  /** Milliseconds since the beginning. */
  readonly time: number;
  readonly label: string;
}

export interface BadLine {
  /** Counted from 1. */
  readonly line: number;
  readonly problem: string;
}

export type Size = Pick<CastHeader, "cols" | "rows">;

/** `start` is its place in the run of bytes. An event's output is never in two of them. */
interface Block {
  readonly start: number;
  readonly bytes: Uint8Array;
  used: number;
}

/**
 * A recording as far as it is loaded: its events by number, in the order of their times (milliseconds since the
 * beginning). All output is one run of UTF-8 bytes, so that a recording takes about as much memory as its file.
 */
export class Recording {
  readonly header: CastHeader;
  readonly markers: Marker[] = [];
  readonly badLines: BadLine[] = [];
  badLineCount = 0;
  readonly #times: number[] = [];
  /** Where each event's output begins in the run of bytes; one entry more than there are events. */
  readonly #starts: number[] = [0];
  readonly #sizes = new Map<number, Size>();
  readonly #blocks: Block[] = [];
  readonly #encoder = new TextEncoder();

  constructor(header: CastHeader) {
    this.header = header;
  }

  /** How many events there are. */
  get length(): number {
    return this.#times.length;
  }

  /** Milliseconds from the beginning to the last event. */
  get duration(): number {
    return this.#times.at(-1) ?? 0;
  }

  push(event: CastEvent): void {
    // A clock that was set back must not make a recording run backwards.
    const time = Math.max(this.duration, event.time * 1000);
    if (event.kind === "marker") this.markers.push({ time, label: event.label });
    if (event.kind === "resize") {
      this.#sizes.set(this.length, { cols: event.cols, rows: event.rows });
    }
    this.#times.push(time);
    this.#starts.push(
      this.bytesBefore(this.length - 1) + (event.kind === "output" ? this.#keep(event.text) : 0),
    );
  }

  pushBadLine(line: number, problem: string): void {
    this.badLineCount += 1;
    if (this.badLines.length < KEPT_PROBLEMS) this.badLines.push({ line, problem });
  }

  timeOf(event: number): number {
    return this.#times[event] ?? 0;
  }

  /** The size from this event on; undefined where it is no change of size. */
  sizeOf(event: number): Size | undefined {
    return this.#sizes.get(event);
  }

  /** Bytes of output of all events before this one. */
  bytesBefore(event: number): number {
    return this.#starts[event] ?? 0;
  }

  /** How many events have happened by a time: the number of the first one that has not. */
  eventsBy(time: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.timeOf(middle) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The output of events `from` to before `to`, in one or more pieces. */
  output(from: number, to: number): Uint8Array[] {
    const start = this.bytesBefore(from);
    const end = this.bytesBefore(to);
    const pieces: Uint8Array[] = [];
    for (let at = this.#blockAt(start); at < this.#blocks.length; at++) {
      const block = this.#blocks[at] as Block;
      if (block.start >= end) break;
      const piece = block.bytes.subarray(
        Math.max(0, start - block.start),
        Math.min(block.used, end - block.start),
      );
      if (piece.byteLength > 0) pieces.push(piece);
    }
    return pieces;
  }

  /** Up to `count` bytes of what is written next from an event on; fewer at the end of what is loaded. */
  nextBytes(event: number, count: number): Uint8Array {
    const offset = this.bytesBefore(event);
    const block = this.#blocks[this.#blockAt(offset)];
    if (!block) return new Uint8Array();
    const at = offset - block.start;
    return block.bytes.subarray(at, Math.min(block.used, at + count));
  }

  /** Number of bytes kept. */
  #keep(text: string): number {
    const bytes = this.#encoder.encode(text);
    let block = this.#blocks.at(-1);
    if (!block || block.used + bytes.byteLength > block.bytes.byteLength) {
      const start = this.bytesBefore(this.length - 1);
      block = { start, bytes: new Uint8Array(Math.max(BLOCK_BYTES, bytes.byteLength)), used: 0 };
      this.#blocks.push(block);
    }
    block.bytes.set(bytes, block.used);
    block.used += bytes.byteLength;
    return bytes.byteLength;
  }

  #blockAt(offset: number): number {
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#blocks[middle]?.start ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }
}
