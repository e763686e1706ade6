/** The screen of one PTY at the place where its kept output begins: takes in what leaves the tape. */
import type { Size, SizeMark } from "../../../workers/domain/terminal/tape.ts";
import { ScreenScanner } from "./screen-scanner.ts";
import { ScreenTerminal } from "./screen-terminal.ts";

/** A sequence longer than this is taken in unfinished: until it ends there is no screen. */
const MAX_SEQUENCE = 1024 * 1024;
/** Cells of a screen that is kept. */
const MAX_CELLS = 250_000;

export interface Screen extends Size {
  readonly offset: number;
  readonly data: Uint8Array;
}

export interface OutputPiece {
  /** Of its first byte. */
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** Changes of the size from its first byte on, up to its last. */
  readonly sizes: readonly SizeMark[];
}

/** A screen that nobody works on. */
export interface Resting {
  readonly from: Size | Screen;
  /** What follows it and is not yet in it. */
  readonly rest?: OutputPiece;
}

export class ScreenKeeper {
  #size: Size;
  /** Absent once a screen was too large: what was on it is not known any more. */
  #terminal: ScreenTerminal | undefined;
  #scanner = new ScreenScanner();
  #waiting: Uint8Array = new Uint8Array();
  #sizes: SizeMark[] = [];
  #offset: number;
  #takable = true;

  /** Begins with a screen, or at offset 0 with an empty terminal. */
  constructor(begin: Size | Screen) {
    this.#size = { cols: begin.cols, rows: begin.rows };
    this.#offset = "data" in begin ? begin.offset : 0;
    if (begin.cols * begin.rows > MAX_CELLS) return;
    this.#terminal = new ScreenTerminal(begin);
    if ("data" in begin) this.#terminal.write(begin.data);
  }

  static from({ from, rest }: Resting): ScreenKeeper {
    const keeper = new ScreenKeeper(from);
    if (rest !== undefined) keeper.take(rest);
    return keeper;
  }

  /** Output up to here is in the screen. */
  get offset(): number {
    return this.#offset;
  }

  /** Whether there is nothing halfway: no sequence that is longer than any should be. */
  get isSettled(): boolean {
    return this.#terminal === undefined || this.#takable;
  }

  /** The bytes are not kept: their buffer may be used again. */
  take({ offset, bytes, sizes }: OutputPiece): void {
    const expected = this.#offset + this.#waiting.byteLength;
    if (offset !== expected) throw new Error(`output at ${offset}, expected at ${expected}`);
    this.#sizes.push(...sizes);
    const cut = this.#scanner.scan(bytes);
    const isEndless = cut < 0 && this.#waiting.byteLength + bytes.byteLength > MAX_SEQUENCE;
    if (cut >= 0 || isEndless) {
      const to = isEndless ? bytes.byteLength : cut;
      this.#feed(this.#waiting);
      this.#feed(bytes.subarray(0, to));
      this.#waiting = bytes.slice(to);
      this.#takable = !isEndless;
    } else this.#waiting = Buffer.concat([this.#waiting, bytes]);
  }

  /** Null where there is none: too large, or in the middle of an endless sequence. */
  screen(): Screen | null {
    const data = this.#takable ? (this.#terminal?.screen() ?? null) : null;
    return data && { ...this.#size, offset: this.#offset, data };
  }

  /** What it shows after one last piece, without what is above the screen, even in the middle of a sequence. */
  show(piece: OutputPiece): Screen | null {
    this.#sizes.push(...piece.sizes);
    this.#feed(piece.bytes);
    const data = this.#terminal?.screen(0) ?? null;
    return data && { ...this.#size, offset: this.#offset, data };
  }

  /** All that another keeper needs to go on; null where the screen is not known. */
  rest(): Resting | null {
    const from = this.screen();
    return from && { from, rest: { offset: this.#offset, bytes: this.#waiting, sizes: this.#sizes } };
  }

  dispose(): void {
    this.#terminal?.dispose();
    this.#terminal = undefined;
  }

  #feed(bytes: Uint8Array): void {
    const begin = this.#offset;
    const end = begin + bytes.byteLength;
    for (let size = this.#sizes[0]; size && size.offset <= end; size = this.#sizes[0]) {
      this.#terminal?.feed(bytes.subarray(this.#offset - begin, size.offset - begin));
      this.#offset = size.offset;
      this.#resize(size);
      this.#sizes.shift();
    }
    this.#terminal?.feed(bytes.subarray(this.#offset - begin));
    this.#offset = end;
  }

  #resize({ cols, rows }: Size): void {
    this.#size = { cols, rows };
    if (cols * rows > MAX_CELLS) this.dispose();
    this.#terminal?.resize(this.#size);
  }
}
