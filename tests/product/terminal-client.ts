/** A terminal as a browser has it: counts the output it has, acknowledges it, numbers what it types, comes back by offset. */
import { WebSocket } from "ws";
import {
  decodeFromPty,
  encodeFrame,
  type FromPtyFrame,
  type Hello,
  MAX_FRAME_PAYLOAD,
  type ToPtyFrame,
} from "../../workers/domain/protocol.ts";
import { eventually } from "./polling.ts";

/** As app/live/terminal/terminal-socket.ts does. */
const ACK_EVERY_BYTES = 64 * 1024;

export interface Gap {
  readonly from: number;
  readonly to: number;
  readonly screen: boolean;
  /** Whether no output came between hello and it. */
  readonly atOnce: boolean;
}

export interface TerminalClientOptions {
  /** WebSocket URL without the query; `offset` and `viewer` are added. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Name of the offset in the query: `offset` at the dashboard, `since` at the agent. */
  readonly offsetName?: "offset" | "since";
  /** Called with each piece of output, in order, once. */
  readonly onOutput: (data: Uint8Array, offset: number) => void;
  /**
   * Called when output is told to be no longer kept, once what comes after it has come: `screen` says whether that began
   * with what the terminal showed. Without it that is a fault.
   */
  readonly onDropped?: (gap: Gap, hello: Hello) => void;
  /** Every other frame. */
  readonly onFrame?: (frame: FromPtyFrame) => void;
  /** A socket that had said hello was closed; 1006 when it was cut. */
  readonly onClosed?: (code: number, reason: string) => void;
}

export class TerminalClient {
  readonly #options: TerminalClientOptions;
  readonly #viewer = crypto.randomUUID();
  #socket: WebSocket | undefined;
  #hello: Hello | undefined;
  /** Bytes of output received before this connection. */
  #joinedAt = 0;
  /** Where the stream goes on after a gap. Until it does, coming back asks for all of it, or the screen would be missed. */
  #gapEnd: number | undefined;
  /** Bytes of output received. */
  offset = 0;
  #acked = 0;
  /** Everything typed, so that what was not taken can be sent again. */
  #typed = Buffer.alloc(0);
  #taken = 0;
  /** Sockets that said hello. */
  connections = 0;
  /** What went against the protocol. */
  readonly faults: string[] = [];

  constructor(options: TerminalClientOptions) {
    this.#options = options;
  }

  /** Bytes typed that the PTY has not taken yet. */
  get untaken(): number {
    return this.#typed.length - this.#taken;
  }

  get connected(): boolean {
    return this.#hello !== undefined && this.#socket?.readyState === WebSocket.OPEN;
  }

  /** One attempt: resolves with the terminal's hello, rejects when there is none. */
  async connect(): Promise<Hello> {
    const { url, headers, offsetName = "offset", onClosed } = this.#options;
    const query = new URLSearchParams({ [offsetName]: String(this.offset), viewer: this.#viewer });
    const socket = new WebSocket(`${url}?${query}`, { headers, perMessageDeflate: false });
    this.#socket?.terminate();
    this.#socket = socket;
    this.#hello = undefined;
    this.#gapEnd = undefined;
    return new Promise((resolve, reject) => {
      socket.on("message", (message: Buffer) => {
        // What an earlier socket still had in its buffers is not for this one.
        if (socket !== this.#socket) return;
        const hello = this.#receive(message);
        if (hello) resolve(hello);
      });
      socket.on("close", (code, reason) => {
        reject(new Error(`the terminal was closed: ${code} ${reason}`));
        if (socket === this.#socket && this.#hello) onClosed?.(code, String(reason));
      });
      socket.on("error", reject);
    });
  }

  /** Connects again and again until it works. */
  async reconnect(): Promise<Hello> {
    return eventually("a terminal", 30_000, () => this.connect().catch(() => null));
  }

  type(text: string): void {
    const offset = this.#typed.length;
    this.#typed = Buffer.concat([this.#typed, Buffer.from(text)]);
    if (this.connected) this.#sendInput(offset);
  }

  send(frame: ToPtyFrame): void {
    if (this.connected) this.#socket?.send(encodeFrame(frame));
  }

  close(): void {
    this.#socket?.close(1000, "done");
  }

  #receive(message: Buffer): Hello | undefined {
    const decoded = decodeFromPty(message);
    if (!decoded.ok) {
      this.faults.push(decoded.problem);
      return undefined;
    }
    const { frame } = decoded;
    if (frame.type === "hello") return this.#greet(frame.hello);
    if (this.#hello === undefined) this.faults.push(`a ${frame.type} frame came before hello`);
    switch (frame.type) {
      case "input_ack":
        this.#taken = Math.max(this.#taken, frame.offset);
        break;
      case "dropped":
        this.#expect(frame.from, false);
        this.#gapEnd = frame.to;
        break;
      case "screen":
        this.#expect(frame.offset, true);
        break;
      case "output":
        this.#expect(frame.offset, false);
        this.offset = frame.offset + frame.data.byteLength;
        this.#options.onOutput(frame.data, frame.offset);
        this.#acknowledge();
        return undefined;
    }
    this.#options.onFrame?.(frame);
    return undefined;
  }

  #greet(hello: Hello): Hello {
    if (this.#hello !== undefined) this.faults.push("hello came twice");
    if (hello.offset < this.offset) this.faults.push(`hello says ${hello.offset}, seen were ${this.offset}`);
    this.connections++;
    this.#hello = hello;
    this.#acked = this.offset;
    this.#joinedAt = this.offset;
    this.#taken = Math.max(this.#taken, hello.input_offset);
    this.#sendInput(hello.input_offset);
    return hello;
  }

  /** Something begins at `offset`: a piece of output, another gap, or a screen. */
  #expect(offset: number, screen: boolean): void {
    if (this.#gapEnd !== undefined) this.#leap(this.#gapEnd, screen);
    if (offset !== this.offset) this.faults.push(`expected byte ${this.offset}, got ${offset}`);
  }

  #leap(to: number, screen: boolean): void {
    const gap = { from: this.offset, to, screen, atOnce: this.offset === this.#joinedAt };
    const { onDropped } = this.#options;
    if (!onDropped || this.#hello === undefined)
      this.faults.push(`bytes ${gap.from} to ${gap.to} were dropped`);
    else onDropped(gap, this.#hello);
    this.#gapEnd = undefined;
    this.offset = gap.to;
    this.#acked = Math.max(this.#acked, gap.to);
  }

  #acknowledge(): void {
    if (this.offset - this.#acked < ACK_EVERY_BYTES) return;
    this.#acked = this.offset;
    this.send({ type: "ack", offset: this.offset });
  }

  /** What was typed from `offset` on. */
  #sendInput(offset: number): void {
    for (let at = offset; at < this.#typed.length; at += MAX_FRAME_PAYLOAD) {
      this.send({ type: "input", offset: at, data: this.#typed.subarray(at, at + MAX_FRAME_PAYLOAD) });
    }
  }
}
