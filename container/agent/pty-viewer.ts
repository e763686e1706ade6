/** One viewer's socket on a terminal: frames in, what the tape has out, within its window. */
import type { RawData, WebSocket } from "ws";
import {
  CLOSE_CODES,
  decodeToPty,
  encodeFrame,
  MAX_FRAME_PAYLOAD,
  type PtyExit,
} from "../../workers/domain/protocol.ts";
import type { Size } from "../../workers/domain/terminal/tape.ts";
import type { Pty } from "./pty.ts";
import { ViewerWindow } from "./viewer-window.ts";

/** Output that may wait in the socket: a reader that does not read is not sent more, acknowledged or not. */
const SOCKET_BYTES = 1024 * 1024;

export interface ViewerEvents {
  /** The window has moved, or the socket has room again. */
  acknowledged(): void;
  closed(): void;
}

export class PtyViewer {
  readonly #pty: Pty;
  readonly #socket: WebSocket;
  readonly #id: string;
  readonly #events: ViewerEvents;
  #sent: number;
  /** Whether it is told that output is missing: it named an offset. */
  readonly #names: boolean;
  /** The size it was told last. */
  #size: Size | undefined;
  /** It waits for a screen, without which the output means nothing. */
  #isWaiting = false;
  #acknowledged: number;
  readonly #window = new ViewerWindow();
  #exit: PtyExit | undefined;
  #exitSent = false;
  /** False for a socket that only brings input. */
  readonly wantsOutput: boolean;

  /** `since`: output offset to send from; "kept" for what is kept, null for no output. */
  constructor(pty: Pty, socket: WebSocket, id: string, since: number | "kept" | null, events: ViewerEvents) {
    this.#pty = pty;
    this.#socket = socket;
    this.#id = id;
    this.wantsOutput = since !== null;
    this.#names = since !== "kept";
    this.#sent = typeof since === "number" ? since : 0;
    this.#acknowledged = this.#sent;
    this.#events = events;
    socket.on("message", (data, isBinary) => this.#receive(data, isBinary));
    socket.on("close", () => events.closed());
    socket.on("error", () => socket.terminate());
  }

  /** Whether it takes no more output now. */
  get isFull(): boolean {
    return !this.#isWaiting && this.#room() <= 0;
  }

  hello(generation: number): void {
    const { id, tape, exit } = this.#pty;
    this.send(
      encodeFrame({
        type: "hello",
        hello: {
          pty_id: id,
          generation,
          first_offset: tape.firstOffset,
          offset: tape.endOffset,
          ...tape.size,
          input_offset: this.#pty.inputOffset(this.#id),
          exit,
        },
      }),
    );
  }

  send(frame: Uint8Array): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(frame);
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
    // A reader that is stuck does not answer the closing handshake either.
    setTimeout(() => this.#socket.terminate(), 5_000).unref();
    this.#events.closed();
  }

  /** Sends what the window allows. */
  pump(): void {
    const { tape } = this.#pty;
    if (this.#isWaiting) return;
    if (!this.wantsOutput) this.#sendSize(tape.size);
    while (this.wantsOutput) {
      if (this.#sent < tape.firstOffset) {
        this.#jump();
        return;
      }
      this.#sendSize(tape.sizeAt(this.#sent));
      const room = this.#room();
      const left = tape.endOffset - this.#sent;
      if (room <= 0 && left > 0) return;
      if (left < MAX_FRAME_PAYLOAD && this.#pty.viewers.isGathering) return;
      const output = tape.outputFrame(this.#sent, this.#sent + room);
      if (output === null) break;
      this.#sent = output.next;
      this.#socket.send(output.frame, this.#flushed);
    }
    if (this.#exit && !this.#exitSent) {
      this.#exitSent = true;
      this.send(encodeFrame({ type: "exit", exit: this.#exit }));
    }
  }

  /** Output that it has not got is no longer kept: goes on with the screen. */
  #jump(): void {
    this.#isWaiting = true;
    // Nothing else happens between a screen's arrival and this: its offset is still kept.
    void this.#pty.screen.take().then((screen) => {
      this.#isWaiting = false;
      if (this.#socket.readyState !== this.#socket.OPEN) return;
      const to = screen?.offset ?? this.#pty.tape.firstOffset;
      if (this.#names || this.#size) this.send(encodeFrame({ type: "dropped", from: this.#sent, to }));
      if (screen) {
        this.send(encodeFrame({ type: "screen", ...screen }));
        this.#size = screen;
      }
      this.#sent = to;
      this.#acknowledged = Math.max(this.#acknowledged, to);
      this.pump();
      this.#events.acknowledged();
    });
  }

  #sendSize({ cols, rows }: Size): void {
    if (this.#size?.cols === cols && this.#size.rows === rows) return;
    this.#size = { cols, rows };
    this.send(encodeFrame({ type: "size", cols, rows }));
  }

  exited(exit: PtyExit): void {
    this.#exit = exit;
    this.pump();
  }

  /** A frame has left for the kernel: a socket that was full may have room now. */
  readonly #flushed = (): void => {
    if (this.#sent < this.#pty.tape.endOffset || this.#exit) this.pump();
    this.#events.acknowledged();
  };

  #room(): number {
    if (this.#socket.bufferedAmount >= SOCKET_BYTES) return 0;
    return this.#window.bytes - (this.#sent - this.#acknowledged);
  }

  #receive(data: RawData, isBinary: boolean): void {
    const decoded = decodeToPty(isBinary && data instanceof Buffer ? data : new Uint8Array());
    if (!decoded.ok) {
      this.close(CLOSE_CODES.bad_frame, decoded.problem);
      return;
    }
    const { frame } = decoded;
    switch (frame.type) {
      case "input": {
        const acknowledge = (offset: number) => this.send(encodeFrame({ type: "input_ack", offset }));
        const refused = this.#pty.input(this.#id, frame.offset, frame.data, acknowledge);
        if (refused === CLOSE_CODES.bad_frame) this.close(refused, "gap in the input");
        else if (refused !== undefined) this.close(refused, "too much input");
        break;
      }
      case "resize":
        this.#pty.resize(frame);
        break;
      case "ack":
        this.#acknowledge(frame.offset);
        break;
      case "ping":
        this.send(encodeFrame({ type: "pong", nonce: frame.nonce }));
        break;
      case "claim":
        break; // who drives is settled among those who look at it, in front of the agent
    }
  }

  #acknowledge(offset: number): void {
    if (offset > this.#sent) {
      this.close(CLOSE_CODES.bad_frame, "ack of unsent output");
      return;
    }
    const outstanding = this.#sent - this.#acknowledged;
    this.#window.acknowledged(Math.max(0, offset - this.#acknowledged), outstanding, performance.now());
    this.#acknowledged = Math.max(this.#acknowledged, offset);
    this.pump();
    this.#events.acknowledged();
  }
}
