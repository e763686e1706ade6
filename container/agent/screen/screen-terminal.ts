/** A terminal without a window that follows the output of one PTY. */
import { Terminal } from "@xterm/headless";
import { MAX_FRAME_BYTES, SCREEN_HEADER_BYTES } from "../../../workers/domain/protocol.ts";
import { prepareTerminal } from "../../../workers/domain/terminal/prepare-terminal.ts";
import type { Size } from "../../../workers/domain/terminal/tape.ts";
import { columnAfter, plainRun } from "./plain-run.ts";
import { screenText } from "./screen-text.ts";
import { coreOf, type TerminalCore } from "./xterm-core.ts";

/** Lines kept above the screen. */
export const SCROLLBACK = 200;
/** Leaving lines out pays from this many bytes on. */
const LONG_RUN = 16 * 1024;
/** Text that waits to be written, most often in vain. */
const MAX_TAIL = 256 * 1024;
const LF = 10;
const CR = 13;
const encoder = new TextEncoder();

export class ScreenTerminal {
  readonly terminal: Terminal;
  readonly #core: TerminalCore;
  /** The last lines of a long text, which begin in `column`. */
  #tail: { readonly column: number; readonly bytes: Uint8Array } | undefined;

  constructor(size: Size) {
    // xterm has no narrower ones.
    const cols = Math.max(2, size.cols);
    this.terminal = new Terminal({
      cols,
      rows: size.rows,
      scrollback: SCROLLBACK,
      allowProposedApi: true,
      logLevel: "off",
    });
    prepareTerminal(this.terminal);
    this.#core = coreOf(this.terminal);
  }

  resize({ cols, rows }: Size): void {
    this.#writeTail();
    this.terminal.resize(Math.max(2, cols), rows);
  }

  /** Takes output, with the same result as writing it, but sooner. */
  feed(output: Uint8Array): void {
    if (this.#joinsTail(output)) return;
    const bytes = this.#withTail(output);
    let written = 0;
    for (let at = 0; at < bytes.byteLength; ) {
      const { end, countable } = plainRun(bytes, at);
      const first = end - at >= LONG_RUN ? bytes.indexOf(LF, at) + 1 : 0;
      if (first > 0 && first < end) {
        this.write(bytes.subarray(written, first));
        this.#feedPlain(bytes.subarray(first, end), countable);
        written = end;
      }
      at = end + 1;
    }
    this.write(bytes.subarray(written));
  }

  write(data: Uint8Array | string): void {
    if (data.length === 0) return;
    this.#writeTail();
    this.#core._writeBuffer.writeSync(data);
  }

  /** Its screen with what fits above it, as bytes for a screen frame; null where even the screen does not fit in one. */
  screen(scrollback = SCROLLBACK): Uint8Array | null {
    this.#writeTail();
    for (const lines of scrollback > 0 ? [scrollback, 0] : [0]) {
      const data = encoder.encode(screenText(this.terminal, lines));
      if (data.byteLength <= MAX_FRAME_BYTES - SCREEN_HEADER_BYTES) return data;
    }
    return null;
  }

  dispose(): void {
    this.terminal.dispose();
  }

  /**
   * Text that begins in a new line. When more lines follow than are kept, those before have no effect but the column in which
   * the next one begins: they are left out.
   */
  #feedPlain(bytes: Uint8Array, countable: boolean): void {
    const { rows, cols } = this.terminal;
    const tail = beforeLastLines(bytes, SCROLLBACK + rows + 1);
    let head = 0;
    if (this.#canSkip() && !this.#isAtBottom()) {
      head = afterFirstLines(bytes, rows);
      this.write(bytes.subarray(0, head));
    }
    if (tail - head < LONG_RUN || !this.#canSkip() || !this.#isAtBottom()) {
      this.write(bytes.subarray(head));
      return;
    }
    const middle = bytes.subarray(head, tail);
    // A Buffer searches many times faster than other arrays; forwards is faster still, where there is none.
    const searched = Buffer.from(middle.buffer, middle.byteOffset, middle.byteLength);
    const counted = searched.includes(CR) ? middle.subarray(searched.lastIndexOf(CR) + 1) : middle;
    if (!countable && (counted === middle || !plainRun(counted, 0).countable)) {
      this.write(bytes.subarray(head));
      return;
    }
    const start = counted.byteLength < middle.byteLength ? 0 : this.terminal.buffer.active.cursorX;
    // Not written yet: most often more text follows, and then most of it is left out too.
    this.#tail = { column: columnAfter(counted, start, cols), bytes: bytes.slice(tail) };
  }

  /** A little more text waits with what waits already. */
  #joinsTail(output: Uint8Array): boolean {
    if (this.#tail === undefined || output.byteLength > LONG_RUN) return false;
    const { column, bytes } = this.#tail;
    // A byte of a longer character could make a control of the last one.
    const isText = (output[0] ?? 0) < 0x80 && plainRun(output, 0).end === output.byteLength;
    if (!isText || bytes.byteLength > MAX_TAIL) return false;
    this.#tail = { column, bytes: Buffer.concat([bytes, output]) };
    return true;
  }

  /** Output with the text before it that is not written yet; the cursor is where that begins. */
  #withTail(output: Uint8Array): Uint8Array {
    if (this.#tail === undefined) return output;
    const { column, bytes } = this.#tail;
    this.#tail = undefined;
    this.#core._writeBuffer.writeSync(`\x1b[${column + 1}G`);
    return together(bytes, output);
  }

  #writeTail(): void {
    if (this.#tail !== undefined) this.#core._writeBuffer.writeSync(this.#withTail(new Uint8Array()));
  }

  /** Whether a new line at the bottom moves everything up, and letters go where they usually do. */
  #canSkip(): boolean {
    const { modes, rows } = this.terminal;
    const { scrollTop, scrollBottom } = this.#core._bufferService.buffers.active;
    return (
      this.#core._inputHandler._parser.currentState === 0 &&
      scrollTop === 0 &&
      scrollBottom === rows - 1 &&
      modes.wraparoundMode &&
      !modes.insertMode &&
      !modes.originMode &&
      !this.terminal.options.convertEol
    );
  }

  #isAtBottom(): boolean {
    return this.terminal.buffer.active.cursorY === this.terminal.rows - 1;
  }
}

/** Used again and again: garbage of that size would pile up. */
let room = new Uint8Array();

/** Both, until the next call. */
function together(first: Uint8Array, second: Uint8Array): Uint8Array {
  const length = first.byteLength + second.byteLength;
  if (room.byteLength < length) room = new Uint8Array(length);
  room.set(first);
  room.set(second, first.byteLength);
  return room.subarray(0, length);
}

/** Index at which the last `count` lines begin; 0 where there are not so many. */
function beforeLastLines(bytes: Uint8Array, count: number): number {
  let index = bytes.byteLength;
  for (let line = 0; line <= count && index > 0; line++) index = bytes.lastIndexOf(LF, index - 1);
  return Math.max(0, index + 1);
}

function afterFirstLines(bytes: Uint8Array, count: number): number {
  let index = 0;
  for (let line = 0; line < count; line++) {
    const found = bytes.indexOf(LF, index);
    if (found < 0) return bytes.byteLength;
    index = found + 1;
  }
  return index;
}
