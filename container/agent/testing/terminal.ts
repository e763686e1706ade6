/** A viewer of a terminal for tests: keeps what it received, numbers what it sends. */
import type { WebSocket } from "ws";
import {
  decodeFromPty,
  encodeFrame,
  type Frame,
  type FromPtyFrame,
  type Hello,
} from "../../../workers/domain/protocol.ts";
import type { AgentProcess } from "./agent-process.ts";
import { eventually } from "./conditions.ts";

export interface ViewOptions {
  readonly viewer?: string;
  readonly since?: number;
  readonly output?: boolean;
  /** Whether output is acknowledged as it comes; true by default. */
  readonly acknowledges?: boolean;
}

export class TerminalView {
  readonly socket: WebSocket;
  readonly hello: Hello;
  readonly frames: FromPtyFrame[] = [];
  /** Whether output is kept in `bytes`, or only counted. */
  keeps = true;
  #chunks: Buffer[] = [];
  /** Offset after the last output received. */
  offset: number;
  inputOffset: number;
  closed: { code: number; reason: string } | undefined;
  acknowledges: boolean;

  private constructor(socket: WebSocket, hello: Hello, options: ViewOptions) {
    this.socket = socket;
    this.hello = hello;
    this.offset = options.since ?? hello.first_offset;
    this.inputOffset = hello.input_offset;
    this.acknowledges = options.acknowledges ?? true;
    socket.on("close", (code, reason) => {
      this.closed = { code, reason: String(reason) };
    });
  }

  static async open(agent: AgentProcess, ptyId: string, options: ViewOptions = {}): Promise<TerminalView> {
    const query = new URLSearchParams({ viewer: options.viewer ?? "v1" });
    if (options.since !== undefined) query.set("since", String(options.since));
    if (options.output === false) query.set("output", "0");
    const waiting: Buffer[] = [];
    let take = (data: Buffer): void => void waiting.push(data);
    const socket = await agent.socket(`/ptys/${ptyId}/attach?${query}`, (data) => take(data));
    const first = await eventually(() => waiting.shift());
    const decoded = decodeFromPty(first);
    if (!decoded.ok || decoded.frame.type !== "hello") throw new Error("no hello first");
    const view = new TerminalView(socket, decoded.frame.hello, options);
    take = (data) => view.#receive(data);
    for (const data of waiting) view.#receive(data);
    return view;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get text(): string {
    return this.bytes.toString();
  }

  type(text: string): void {
    const data = Buffer.from(text);
    this.send({ type: "input", offset: this.inputOffset, data });
    this.inputOffset += data.byteLength;
  }

  send(frame: Frame): void {
    this.socket.send(encodeFrame(frame));
  }

  async shows(text: string | RegExp): Promise<void> {
    await eventually(() => (typeof text === "string" ? this.text.includes(text) : text.test(this.text)));
  }

  /** The first frame of a type, once it came. */
  async frame<T extends FromPtyFrame["type"]>(type: T): Promise<Extract<FromPtyFrame, { type: T }>> {
    const matches = (frame: FromPtyFrame): frame is Extract<FromPtyFrame, { type: T }> => frame.type === type;
    return await eventually(() => this.frames.find(matches));
  }

  #receive(data: Buffer): void {
    const decoded = decodeFromPty(data);
    if (!decoded.ok) throw new Error(decoded.problem);
    const { frame } = decoded;
    if (frame.type !== "output") {
      this.frames.push(frame);
      if (frame.type === "dropped") this.offset = frame.to;
      if (frame.type === "screen") this.offset = frame.offset;
      return;
    }
    if (frame.offset !== this.offset)
      throw new Error(`output at ${frame.offset}, expected at ${this.offset}`);
    this.offset += frame.data.byteLength;
    if (this.keeps) this.#chunks.push(Buffer.from(frame.data));
    if (this.acknowledges) this.send({ type: "ack", offset: this.offset });
  }
}
