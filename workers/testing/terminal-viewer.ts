/** A viewer as a browser is one: counts what it has, acknowledges it, numbers what it types. */
import { expect } from "vitest";
import {
  decodeFromPty,
  encodeFrame,
  type FromPtyFrame,
  type Hello,
  type ToPtyFrame,
} from "../domain/protocol.ts";
import type { PresenceNotice } from "../domain/sharing/presence.ts";
import type { SocketViewer } from "../sandbox/contract.ts";
import type { SandboxStub } from "../services/sandboxes/sandbox-stub.ts";
import { viewerHeaders } from "../services/work/socket-viewer.ts";

const PATIENCE = { timeout: 20_000 };

export function person(label: string, role: SocketViewer["role"] = "interact"): SocketViewer {
  const id = `id-of-${label}`;
  return {
    actor: { kind: "user", id, label },
    role,
    present: true,
    expires_at: null,
    user_id: id,
    session_id: null,
    token_id: null,
    share_id: null,
    shared_by: null,
    parts: null,
    decided_at: Number.MAX_SAFE_INTEGER,
  };
}

export class TerminalViewer {
  readonly #socket: WebSocket;
  readonly frames: FromPtyFrame[] = [];
  hello: Hello | null = null;
  /** Next byte wanted; undefined until the stream has begun. */
  offset: number | undefined;
  /** Bytes as latin1, since the last gap. */
  text = "";
  typed = 0;
  closed: { code: number; reason: string } | null = null;
  /** What is wrong with the stream. */
  broken: string | null = null;
  /** Acknowledges what it gets; one that doesn't is a browser that hangs. */
  reads = true;

  constructor(socket: WebSocket, offset: number | undefined) {
    this.#socket = socket;
    this.offset = offset;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }) => this.#receive(new Uint8Array(data as ArrayBuffer)));
    socket.addEventListener("close", ({ code, reason }) => {
      this.closed = { code, reason };
    });
    socket.accept();
  }

  static async connect(
    stub: SandboxStub,
    terminal: string,
    id: string,
    offset?: number,
    who = person("Anna"),
  ): Promise<TerminalViewer> {
    const query = new URLSearchParams({
      viewer: id,
      ...(offset === undefined ? {} : { offset: `${offset}` }),
    });
    const response = await stub.fetch(`https://sandbox/terminals/${terminal}?${query}`, {
      headers: viewerHeaders(who, { upgrade: "websocket" }),
    });
    if (!response.webSocket) throw new Error(await response.text());
    return new TerminalViewer(response.webSocket, offset).greeted();
  }

  async greeted(): Promise<this> {
    await expect.poll(() => this.hello ?? this.closed, PATIENCE).not.toBeNull();
    return this;
  }

  send(frame: ToPtyFrame): void {
    this.#socket.send(encodeFrame(frame));
  }

  /** Anything, also what is no frame. */
  sendRaw(message: Uint8Array | string): void {
    this.#socket.send(message);
  }

  /** From the input's position on, unless `offset` says another. */
  type(text: string, offset = this.typed): void {
    const data = new TextEncoder().encode(text);
    this.typed = offset + data.byteLength;
    this.send({ type: "input", offset, data });
  }

  /** Goes on reading. */
  read(): void {
    this.reads = true;
    if (this.offset !== undefined) this.send({ type: "ack", offset: this.offset });
  }

  saw<T extends FromPtyFrame["type"]>(type: T): Extract<FromPtyFrame, { type: T }>[] {
    return this.frames.filter((frame): frame is Extract<FromPtyFrame, { type: T }> => frame.type === type);
  }

  get presence(): PresenceNotice | undefined {
    const notices = this.saw("notice").filter(({ notice }) => notice.kind === "presence");
    return notices.at(-1)?.notice as PresenceNotice | undefined;
  }

  get size(): string {
    const size = this.frames.findLast((frame) => frame.type === "size" || frame.type === "screen");
    return size && "cols" in size ? `${size.cols}x${size.rows}` : "unknown";
  }

  sees(text: string | RegExp) {
    return expect.poll(() => this.broken ?? this.text.slice(-20_000), PATIENCE).toMatch(text);
  }

  close(): void {
    this.#socket.close(1000, "done");
  }

  #receive(message: Uint8Array): void {
    const decoded = decodeFromPty(message);
    if (!decoded.ok) {
      this.broken ??= decoded.problem;
      return;
    }
    const { frame } = decoded;
    if (frame.type !== "output") this.frames.push(frame);
    if (frame.type === "hello") this.#greet(frame.hello);
    else if (this.hello === null) this.broken ??= `a ${frame.type} frame before the hello`;
    if (frame.type === "dropped") this.#jump(frame.from, frame.to);
    if (frame.type === "screen") this.#jump(this.offset, frame.offset);
    if (frame.type !== "output") return;
    this.offset ??= frame.offset;
    if (frame.offset !== this.offset) this.broken ??= `expected byte ${this.offset}, got ${frame.offset}`;
    this.offset += frame.data.byteLength;
    this.text += new TextDecoder("latin1").decode(frame.data);
    if (this.reads && this.#socket.readyState === WebSocket.OPEN)
      this.send({ type: "ack", offset: this.offset });
  }

  #greet(hello: Hello): void {
    if (this.hello) this.broken ??= "greeted twice";
    this.hello = hello;
    this.typed = hello.input_offset;
  }

  #jump(from: number | undefined, to: number): void {
    if (from !== this.offset) this.broken ??= `a gap from ${from}, but byte ${this.offset} was wanted`;
    if (to === this.offset) return;
    this.offset = to;
    this.text = "";
  }
}

/** Opens a shell; answers its id. */
export async function openTerminal(
  stub: SandboxStub,
  body: object = { cols: 100, rows: 30 },
): Promise<string> {
  const response = await stub.fetch("https://sandbox/terminals", {
    method: "POST",
    headers: viewerHeaders(person("Anna")),
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { terminal_id: string }).terminal_id;
}
