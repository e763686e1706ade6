import type { FromPtyFrame } from "../../../workers/domain/protocol.ts";
import { WholeCharacters } from "../../../workers/domain/terminal/whole-characters.ts";

/** What changes the screen, in the order in which it came. */
export type StreamFrame =
  | Extract<FromPtyFrame, { type: "output" | "size" | "screen" }>
  /** What came before this offset and was not given is lost: what follows does not join on to what is shown. */
  | { readonly type: "gap"; readonly offset: number };

/** What is used of xterm: in a page, or without one. */
export interface StreamTerminal {
  readonly cols: number;
  readonly rows: number;
  write(data: Uint8Array | string, parsed?: () => void): void;
  resize(cols: number, rows: number): void;
}

interface StreamEvents {
  /** The screen shows everything before this offset. */
  onShown(offset: number): void;
  /** The terminal has another size now. */
  onSized?(cols: number, rows: number): void;
  /** Just before bytes are handed to the terminal. */
  onWrite?(): void;
}

type Step =
  | Exclude<StreamFrame, { type: "screen" }>
  | { readonly type: "reset" }
  /** Of a screen: what it shows, written to a terminal that was reset and has its size. */
  | { readonly type: "content"; readonly offset: number; readonly data: Uint8Array };

/** Ends whatever sequence was cut off, then resets the terminal: unlike its reset(), in order with what is written. */
const START_ANEW = "\x18\x1bc";

/**
 * Brings a stream to a terminal exactly: the terminal parses what is written when it gets to it, but changes its size at
 * once, so a new size waits until what came before it is parsed, and what comes after it waits for the size.
 */
export class TerminalStream {
  readonly #terminal: StreamTerminal;
  readonly #events: StreamEvents;
  readonly #characters = new WholeCharacters();
  #waiting: Step[] = [];
  /** Writes that are not parsed yet. */
  #unparsed = 0;
  #replayedUntil = 0;
  #shown = 0;

  constructor(terminal: StreamTerminal, events: StreamEvents) {
    this.#terminal = terminal;
    this.#events = events;
  }

  /** Whether what the terminal is parsing was written before its viewer came. */
  get replaying(): boolean {
    return this.#shown < this.#replayedUntil;
  }

  /** Whether something waits for the terminal to catch up. */
  get busy(): boolean {
    return this.#unparsed > 0 || this.#waiting.length > 0;
  }

  /** Output below this offset was written before the viewer came. */
  replayedUntil(offset: number): void {
    this.#replayedUntil = offset;
  }

  push(frame: StreamFrame): void {
    const idle = this.#waiting.length === 0;
    if (frame.type === "screen") {
      const { cols, rows, offset, data } = frame;
      this.#waiting.push({ type: "reset" }, { type: "size", cols, rows }, { type: "content", offset, data });
    } else this.#waiting.push(frame);
    if (idle) this.#goOn();
  }

  #goOn(): void {
    while (this.#waiting[0] && this.#mayApply(this.#waiting[0])) this.#apply(this.#waiting.shift()!);
  }

  #mayApply(step: Step): boolean {
    return this.#unparsed === 0 || step.type !== "size";
  }

  #apply(step: Step): void {
    switch (step.type) {
      case "output":
        this.#output(step.offset, step.data);
        break;
      case "gap":
        this.#startAnew(step.offset);
        break;
      case "reset":
        this.#startAnew();
        break;
      case "size":
        this.#resize(step.cols, step.rows);
        break;
      case "content":
        this.#write(step.data, step.offset);
        break;
    }
  }

  /** Cut where the viewer came, so that `replaying` holds for each piece as a whole. */
  #output(offset: number, data: Uint8Array): void {
    const replayed = Math.max(0, this.#replayedUntil - offset);
    if (replayed > 0 && replayed < data.byteLength) {
      this.#write(this.#characters.push(data.subarray(0, replayed)), offset + replayed);
      this.#write(this.#characters.push(data.subarray(replayed)), offset + data.byteLength);
    } else this.#write(this.#characters.push(data), offset + data.byteLength);
  }

  #startAnew(offset?: number): void {
    this.#characters.reset();
    this.#write(START_ANEW, offset);
  }

  #write(data: Uint8Array | string, end?: number): void {
    this.#unparsed += 1;
    this.#events.onWrite?.();
    this.#terminal.write(data, () => {
      this.#unparsed -= 1;
      if (end !== undefined) {
        this.#shown = end;
        this.#events.onShown(end);
      }
      // Not from within the terminal's own loop over what was written.
      if (this.#unparsed === 0 && this.#waiting.length > 0) queueMicrotask(() => this.#goOn());
    });
  }

  #resize(cols: number, rows: number): void {
    if (cols !== this.#terminal.cols || rows !== this.#terminal.rows) this.#terminal.resize(cols, rows);
    this.#events.onSized?.(cols, rows);
  }
}
