import { encodeFrame, FRAME_TYPES } from "../../domain/protocol.ts";
import type { PtyStream } from "./pty-stream.ts";

/** Frames from the agent's own tape for one who needs what ours no longer has, ready to be sent. */
export interface Backlog {
  /** Offset of its first byte; above what was asked for when older bytes are gone. */
  readonly from: number;
  readonly to: number;
  readonly frames: readonly { readonly frame: Uint8Array /** Offset after it. */; readonly to: number }[];
}

/**
 * What one reader has been sent of a terminal: first a backlog, then the tape, then each frame as it comes. It is sent no
 * more than its window beyond what it acknowledged; while that is full it falls behind and reads on from the tape.
 */
export class Feed {
  readonly #write: (frame: Uint8Array) => void;
  readonly #window: () => number;
  /** Offset after the last byte sent; null before its hello. */
  sent: number | null = null;
  acked = 0;
  #backlog: Backlog["frames"] = [];
  #next = 0;
  #exitSent = false;
  /** A tap acknowledges while it takes a frame: what follows is sent by who sends it that one. */
  #pumping = false;
  /** A backlog is on its way: until it is here nothing else is sent. */
  waiting = false;
  /** Backlogs since it last was up to date. */
  backlogs = 0;

  /** `window` in bytes. */
  constructor(write: (frame: Uint8Array) => void, window: () => number) {
    this.#write = write;
    this.#window = window;
  }

  get #onTape(): boolean {
    return !this.waiting && this.#next === this.#backlog.length;
  }

  /** What it was sent and has not acknowledged, bytes. */
  get owes(): number {
    return this.sent === null ? 0 : Math.max(0, this.sent - this.acked);
  }

  /** Begins at an offset on the tape, with the size it had there; `missed` is what it had, when that is before it. */
  begin(stream: PtyStream, offset: number, missed: number | undefined): void {
    if (missed !== undefined && missed < offset)
      this.#write(encodeFrame({ type: "dropped", from: missed, to: offset }));
    this.#startAt(offset);
    this.#write(encodeFrame({ type: "size", ...stream.tape.sizeAt(offset) }));
  }

  /** Begins at the tape's first byte with what the terminal showed there; `missed` is what it had, if it had any. */
  beginWithScreen(base: NonNullable<PtyStream["base"]>, missed: number | undefined): void {
    const { offset } = base.screen;
    if (missed !== undefined) this.#write(encodeFrame({ type: "dropped", from: missed, to: offset }));
    this.#write(encodeFrame(base.screen));
    this.#startAt(offset);
  }

  /** Begins with, or goes on with, what the agent kept. */
  beginWithBacklog(backlog: Backlog, missed: number | undefined): void {
    if (missed === undefined) this.#startAt(backlog.from);
    else if (this.sent === null) this.#startAt(missed);
    this.#backlog = backlog.frames;
    this.#next = 0;
    this.waiting = false;
    this.backlogs++;
  }

  acknowledge(offset: number): void {
    this.acked = Math.max(this.acked, offset);
  }

  /** A new frame, on the tape already. */
  output(offset: number, data: Uint8Array, message: Uint8Array): void {
    const { sent } = this;
    if (sent === null || !this.#onTape || this.owes >= this.#window()) return;
    const end = offset + data.byteLength;
    if (sent < offset || sent >= end) return;
    // Before it is written: a tap acknowledges while it takes the frame.
    this.sent = end;
    // What the agent kept may have been ahead of its stream.
    const frame = sent === offset ? message : outputFrame(sent, data.subarray(sent - offset));
    this.#write(frame);
  }

  /** The size changes at `offset`, the tape's end: who is behind finds it on the tape. */
  sized(offset: number, message: Uint8Array): void {
    if (this.sent === offset && this.#onTape) this.#write(message);
  }

  /** What it was not sent yet before `to` is gone. */
  dropped(to: number): void {
    if (this.sent === null || !this.#onTape || this.sent >= to) return;
    this.#write(encodeFrame({ type: "dropped", from: this.sent, to }));
    this.#moveTo(to);
  }

  screen(offset: number, message: Uint8Array): void {
    if (this.sent === null || !this.#onTape || this.sent > offset) return;
    this.#write(message);
    this.#moveTo(offset);
  }

  /** Sends what its window allows. False: what it needs next is no longer on the tape. */
  pump(stream: PtyStream): boolean {
    if (this.sent === null || this.waiting || this.#pumping) return true;
    this.#pumping = true;
    try {
      return this.#pump(stream, this.sent);
    } finally {
      this.#pumping = false;
    }
  }

  #pump(stream: PtyStream, from: number): boolean {
    const { tape } = stream;
    const window = this.#window();
    let sent = from;
    while (this.owes < window) {
      const piece = this.#backlog[this.#next];
      if (piece) {
        this.#next++;
        this.#moveOver(piece);
        this.#write(piece.frame);
        sent = this.sent ?? sent;
        if (this.#next === this.#backlog.length) this.#leaveBacklog(stream);
        continue;
      }
      if (sent < tape.firstOffset) return false;
      const output = tape.outputFrame(sent, tape.endOffset);
      if (!output) break;
      sent = output.next;
      this.sent = sent;
      this.#write(output.frame);
      const size = tape.sizeFrame(output.next);
      if (size) this.#write(size);
    }
    if (this.#next < this.#backlog.length) return true;
    if (sent < tape.firstOffset) return false;
    if (sent < tape.endOffset) return true;
    this.backlogs = 0;
    if (stream.exit && !this.#exitSent) {
      this.#exitSent = true;
      this.#write(encodeFrame({ type: "exit", exit: stream.exit }));
    }
    return true;
  }

  #startAt(offset: number): void {
    this.sent = offset;
    this.acked = offset;
  }

  #moveTo(offset: number): void {
    this.sent = offset;
    this.acked = Math.max(this.acked, offset);
  }

  #moveOver({ frame, to }: Backlog["frames"][number]): void {
    // Only output is acknowledged; a gap is passed by being told.
    if (frame[0] === OUTPUT) this.sent = to;
    else if (to > (this.sent ?? 0)) this.#moveTo(to);
  }

  /** On to the tape: where the two meet, the size may have changed after the agent answered. */
  #leaveBacklog({ tape }: PtyStream): void {
    this.#backlog = [];
    this.#next = 0;
    const at = this.sent ?? 0;
    const size = at >= tape.firstOffset && at <= tape.endOffset ? tape.sizeFrame(at) : null;
    if (size) this.#write(size);
  }
}

function outputFrame(offset: number, data: Uint8Array): Uint8Array {
  return encodeFrame({ type: "output", offset, data });
}

const OUTPUT = FRAME_TYPES.output;
