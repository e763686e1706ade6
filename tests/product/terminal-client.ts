/** A terminal as a browser has it: counts the output it has, acknowledges it, numbers what it types, comes back by offset. */
import { WebSocket } from "ws";
import { decodeFromPty, encodeFrame, type Hello, type ToPtyFrame } from "../../workers/domain/protocol.ts";
import { eventually } from "./polling.ts";

/** As app/live/terminal-socket.ts does. */
const ACK_EVERY_BYTES = 64 * 1024;

export interface TerminalClientOptions {
  /** WebSocket URL without the query; `offset` and `viewer` are added. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Name of the offset in the query: `offset` at the dashboard, `since` at the agent. */
  readonly offsetName?: "offset" | "since";
  /** Called with each piece of output, in order, once. */
  readonly onOutput: (data: Uint8Array) => void;
}

export class TerminalClient {
  readonly #options: TerminalClientOptions;
  readonly #viewer = crypto.randomUUID();
  #socket: WebSocket | undefined;
  /** Bytes of output received. */
  offset = 0;
  #acked = 0;
  /** Everything typed, so that what was not taken can be sent again. */
  #typed = Buffer.alloc(0);
  #taken = 0;
  /** Sockets opened. */
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
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** One attempt: resolves with the terminal's hello, rejects when there is none. */
  async connect(): Promise<Hello> {
    const { url, headers, offsetName = "offset" } = this.#options;
    const query = new URLSearchParams({ [offsetName]: String(this.offset), viewer: this.#viewer });
    const socket = new WebSocket(`${url}?${query}`, { headers, perMessageDeflate: false });
    this.#socket = socket;
    return new Promise((resolve, reject) => {
      socket.on("message", (message: Buffer) => {
        const hello = this.#receive(message);
        if (!hello) return;
        this.connections++;
        this.#taken = Math.max(this.#taken, hello.input_offset);
        this.#send({
          type: "input",
          offset: hello.input_offset,
          data: this.#typed.subarray(hello.input_offset),
        });
        resolve(hello);
      });
      socket.on("close", (code, reason) => reject(new Error(`the terminal was closed: ${code} ${reason}`)));
      socket.on("error", reject);
    });
  }

  /** Connects again and again until it works. */
  async reconnect(): Promise<Hello> {
    return eventually("a terminal", 30_000, () => this.connect().catch(() => null));
  }

  type(text: string): void {
    const data = Buffer.from(text);
    const offset = this.#typed.length;
    this.#typed = Buffer.concat([this.#typed, data]);
    if (this.connected) this.#send({ type: "input", offset, data });
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
    switch (frame.type) {
      case "hello":
        return frame.hello;
      case "input_ack":
        this.#taken = Math.max(this.#taken, frame.offset);
        return undefined;
      case "dropped":
        this.faults.push(`bytes ${frame.from} to ${frame.to} were dropped`);
        this.offset = frame.to;
        return undefined;
      case "output":
        if (frame.offset !== this.offset)
          this.faults.push(`expected byte ${this.offset}, got ${frame.offset}`);
        this.offset = frame.offset + frame.data.byteLength;
        this.#options.onOutput(frame.data);
        this.#acknowledge();
        return undefined;
      default:
        return undefined;
    }
  }

  #acknowledge(): void {
    if (this.offset - this.#acked < ACK_EVERY_BYTES) return;
    this.#acked = this.offset;
    this.#send({ type: "ack", offset: this.offset });
  }

  #send(frame: ToPtyFrame): void {
    if (frame.type === "input" && frame.data.byteLength === 0) return;
    if (this.connected) this.#socket?.send(encodeFrame(frame));
  }
}
