import {
  CLOSE_CODES,
  encodeFrame,
  type FromPtyFrame,
  type Hello,
  type PtyExit,
  type ScreenFrame,
} from "../../domain/protocol.ts";
import { type Size, Tape } from "../../domain/terminal/tape.ts";
import type { AgentClient } from "../../engines/agent-client.ts";
import { AgentSocket } from "./agent-socket.ts";

/** Output kept here for viewers that come back, bytes; the agent keeps as much again. */
export const KEPT_BYTES = 2 * 1024 * 1024;
/** Acknowledgements are sent in steps of this many bytes, or when everything was consumed. */
const ACK_STEP = 32 * 1024;

/** What the tape begins with when it does not begin with the terminal. */
interface Base {
  /** Who has less than this is shown the screen; null: only who has nothing. */
  readonly from: number | null;
  readonly screen: ScreenFrame;
}

export interface StreamPorts {
  readonly now: () => number;
  /** Attached, for the first time or again: it takes a size now. */
  readonly attached: () => void;
  /** It is on the tape already. */
  readonly output: (offset: number, data: Uint8Array, message: Uint8Array) => void;
  /** From the tape's end on the terminal has another size. */
  readonly sized: (message: Uint8Array) => void;
  /** The tape begins anew: everything before this is no longer kept anywhere. */
  readonly dropped: (to: number) => void;
  /** And what the terminal showed there. */
  readonly screen: (offset: number, message: Uint8Array) => void;
  readonly exited: () => void;
  /** For good, after it was ready: `code` as of a terminal's socket. */
  readonly ended: (code: number, reason: string) => void;
}

/** The one stream of a terminal's output from the agent, and the last of it on a tape. After a cut it goes on where it was. */
export class PtyStream {
  /** Null once it is ready; or the code that it ended with before. */
  readonly ready: Promise<number | null>;
  readonly #ports: StreamPorts;
  readonly #socket: AgentSocket;
  #tape: Tape | null = null;
  #hello: Hello | null = null;
  #base: Base | null = null;
  /**
   * What the agent told to be lost, held until what follows it is here: after a cut before that, all of it is asked for
   * again, or nobody would see the screen that belongs to it.
   */
  #gap: { readonly from: number; readonly to: number } | null = null;
  /** Where the gap begins whose screen is due now. */
  #droppedFrom: number | null = null;
  #exit: PtyExit | null = null;
  #acked = 0;
  #asked: Size | null = null;
  #answer: (code: number | null) => void = () => undefined;
  #begins: "where it is kept" | "after a gap" = "where it is kept";
  #begun = false;

  /** `since` is where it begins; what is kept when undefined. */
  constructor(agent: AgentClient, pty_id: string, since: number | undefined, ports: StreamPorts) {
    this.#ports = ports;
    this.ready = new Promise((resolve) => {
      this.#answer = resolve;
    });
    this.#socket = new AgentSocket({
      now: ports.now,
      attach: () => {
        const from = this.#tape ? this.#tape.endOffset : since;
        return agent.attachPty(pty_id, { viewer: "relay", ...(from === undefined ? {} : { since: from }) });
      },
      final: [],
      hello: (hello) => this.#greet(hello, since),
      receive: (frame, message) => this.#receive(frame, message),
      ended: (code, reason) => this.#ended(code, reason),
    });
  }

  get hello(): Hello {
    if (!this.#hello) throw new Error("the terminal's stream is not ready");
    return this.#hello;
  }

  get tape(): Tape {
    if (!this.#tape) throw new Error("the terminal's stream is not ready");
    return this.#tape;
  }

  /** The screen at the tape's beginning, for as long as the tape begins there. */
  get base(): Base | null {
    return this.#base?.screen.offset === this.tape.firstOffset ? this.#base : null;
  }

  /** Once all its output is on the tape. */
  get exit(): PtyExit | null {
    return this.#exit;
  }

  /** Everything below `offset` has been consumed. */
  ack(offset: number): void {
    const end = this.#tape?.endOffset ?? 0;
    const to = Math.min(offset, end);
    if (to <= this.#acked || (to - this.#acked < ACK_STEP && to < end)) return;
    this.#acked = to;
    this.#socket.send(encodeFrame({ type: "ack", offset: to }));
  }

  /** Asks the PTY for this size, unless it has it or was asked for it. */
  resize(size: Size): void {
    if (!this.#tape) return;
    const { cols, rows } = this.#asked ?? this.#tape.size;
    if (cols === size.cols && rows === size.rows) return;
    if (!this.#socket.open) return; // asked again with the next hello
    this.#asked = size;
    this.#socket.send(encodeFrame({ type: "resize", ...size }));
  }

  close(): void {
    this.#socket.close("nobody is looking");
    this.#answer(CLOSE_CODES.failed);
  }

  #greet(hello: Hello, since: number | undefined): void {
    this.#hello = hello;
    if (!this.#tape) {
      this.#tape = new Tape(KEPT_BYTES, hello, since ?? hello.first_offset);
      this.#begins = (since ?? 0) < hello.first_offset ? "after a gap" : "where it is kept";
    }
    // The agent counts what it was told to leave out as acknowledged.
    this.#acked = Math.max(this.#acked, this.#tape.endOffset);
    this.#asked = null;
    this.#gap = null;
    this.#ports.attached();
  }

  #receive(frame: FromPtyFrame, message: Uint8Array): void {
    if (!this.#tape) {
      console.error("the agent sent a frame before its hello");
      return;
    }
    if (passesGap(frame)) this.#passGap();
    switch (frame.type) {
      case "output":
        this.#output(frame.offset, frame.data, message);
        break;
      case "size": {
        const { cols, rows } = this.#tape.size;
        if (this.#begun && cols === frame.cols && rows === frame.rows) break;
        this.#tape.resize(frame);
        this.#ports.sized(message);
        break;
      }
      case "dropped":
        if (frame.to > this.#tape.endOffset) this.#gap = { from: frame.from, to: frame.to };
        return;
      case "screen":
        this.#screen(frame, message);
        break;
      case "exit":
        this.#exited(frame.exit);
        break;
      case "pong":
        // Whatever comes first has come by now, also from an agent that says no size; but a screen takes its time.
        if (this.#begins === "after a gap") return;
        break;
      case "hello":
      case "input_ack":
      case "notice":
        return;
    }
    if (this.#begun) return;
    this.#begun = true;
    this.#answer(null);
  }

  #output(offset: number, data: Uint8Array, message: Uint8Array): void {
    const tape = this.tape;
    const { endOffset } = tape;
    this.#droppedFrom = null;
    if (offset === endOffset) {
      tape.append(data);
      this.#ports.output(offset, data, message);
      return;
    }
    if (offset > endOffset) this.#drop(endOffset, offset);
    const fresh = data.subarray(this.tape.endOffset - offset);
    if (fresh.byteLength === 0) return;
    const at = this.tape.endOffset;
    this.tape.append(fresh);
    this.#ports.output(at, fresh, encodeFrame({ type: "output", offset: at, data: fresh }));
  }

  #passGap(): void {
    const gap = this.#gap;
    this.#gap = null;
    if (gap && gap.to > this.tape.endOffset) this.#drop(gap.from, gap.to);
  }

  #drop(from: number, to: number): void {
    this.#tape = new Tape(KEPT_BYTES, this.tape.size, to);
    this.#base = null;
    this.#droppedFrom = from;
    this.#acked = Math.max(this.#acked, to);
    this.#ports.dropped(to);
  }

  #screen(frame: ScreenFrame, message: Uint8Array): void {
    const { endOffset } = this.tape;
    // Nothing is missing before it: it tells what the stream has told.
    if (frame.offset < endOffset || (frame.offset === endOffset && this.#begun && this.#droppedFrom === null))
      return;
    this.#tape = new Tape(KEPT_BYTES, frame, frame.offset);
    this.#acked = Math.max(this.#acked, frame.offset);
    this.#base = { from: this.#droppedFrom, screen: frame };
    this.#droppedFrom = null;
    this.#ports.screen(frame.offset, message);
  }

  #exited(exit: PtyExit): void {
    if (this.#exit) return;
    this.#exit = exit;
    this.#ports.exited();
  }

  #ended(code: number, reason: string): void {
    if (this.#begun) this.#ports.ended(code === CLOSE_CODES.bad_frame ? CLOSE_CODES.failed : code, reason);
    else this.#answer(code);
  }
}

/** Whether it follows a gap: the stream goes on with the screen, with output, or without either ends. */
function passesGap({ type }: FromPtyFrame): boolean {
  return type === "screen" || type === "output" || type === "size" || type === "exit";
}
