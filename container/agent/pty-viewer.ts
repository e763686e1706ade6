/** One viewer's socket on a terminal: frames in, output from the ring out, within its window. */
import type { RawData, WebSocket } from "ws";
import {
  CLOSE_CODES,
  DATA_HEADER_BYTES,
  decodeToPty,
  encodeFrame,
  MAX_FRAME_PAYLOAD,
  type PtyExit,
  writeOutputHeader,
} from "../../workers/domain/protocol.ts";
import type { Pty } from "./pty.ts";

/** Output that may be unacknowledged. */
const WINDOW_BYTES = 1024 * 1024;
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
  #acknowledged: number;
  #exit: PtyExit | undefined;
  #exitSent = false;
  /** False for a socket that only brings input. */
  readonly wantsOutput: boolean;

  /** `since`: output offset to send from, null for no output. */
  constructor(pty: Pty, socket: WebSocket, id: string, since: number | null, events: ViewerEvents) {
    this.#pty = pty;
    this.#socket = socket;
    this.#id = id;
    this.wantsOutput = since !== null;
    this.#sent = since ?? 0;
    this.#acknowledged = this.#sent;
    this.#events = events;
    socket.on("message", (data, isBinary) => this.#receive(data, isBinary));
    socket.on("close", () => events.closed());
    socket.on("error", () => socket.terminate());
  }

  /** Whether it takes no more output now. */
  get isFull(): boolean {
    return this.#room() <= 0;
  }

  hello(generation: number): void {
    const { id, ring, cols, rows, exit } = this.#pty;
    this.send(
      encodeFrame({
        type: "hello",
        hello: {
          pty_id: id,
          generation,
          first_offset: ring.firstOffset,
          offset: ring.endOffset,
          cols,
          rows,
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
    const { ring } = this.#pty;
    while (this.wantsOutput && this.#sent < ring.endOffset) {
      const room = this.#room();
      if (room <= 0) return;
      const to = Math.min(this.#sent + Math.min(room, MAX_FRAME_PAYLOAD), ring.endOffset);
      if (this.#sent < ring.firstOffset) {
        this.send(encodeFrame({ type: "dropped", from: this.#sent, to: ring.firstOffset }));
        this.#acknowledged = Math.max(this.#acknowledged, ring.firstOffset);
        this.#sent = ring.firstOffset;
        continue;
      }
      const { frame } = ring.copy(this.#sent, to, DATA_HEADER_BYTES);
      writeOutputHeader(frame, this.#sent);
      this.#sent = to;
      this.#socket.send(frame, this.#flushed);
    }
    if (this.#exit && !this.#exitSent) {
      this.#exitSent = true;
      this.send(encodeFrame({ type: "exit", exit: this.#exit }));
    }
  }

  exited(exit: PtyExit): void {
    this.#exit = exit;
    this.pump();
  }

  /** A frame has left for the kernel: a socket that was full may have room now. */
  readonly #flushed = (): void => {
    if (this.#sent < this.#pty.ring.endOffset || this.#exit) this.pump();
    this.#events.acknowledged();
  };

  #room(): number {
    if (this.#socket.bufferedAmount >= SOCKET_BYTES) return 0;
    return WINDOW_BYTES - (this.#sent - this.#acknowledged);
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
        this.#pty.resize(frame.cols, frame.rows);
        break;
      case "ack":
        this.#acknowledge(frame.offset);
        break;
      case "ping":
        this.send(encodeFrame({ type: "pong", nonce: frame.nonce }));
        break;
    }
  }

  #acknowledge(offset: number): void {
    if (offset > this.#sent) {
      this.close(CLOSE_CODES.bad_frame, "ack of unsent output");
      return;
    }
    this.#acknowledged = Math.max(this.#acknowledged, offset);
    this.pump();
    this.#events.acknowledged();
  }
}
