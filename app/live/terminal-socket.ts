import {
  CLOSE_CODES,
  decodeFromPty,
  encodeFrame,
  type FromPtyFrame,
  type Hello,
  INPUT_WINDOW,
  MAX_FRAME_PAYLOAD,
  type PtyExit,
  type ToPtyFrame,
} from "../../workers/domain/protocol.ts";
import { HeldInput } from "./held-input.ts";
import { type LinkStatus, ReconnectingSocket, type SocketWorld } from "./reconnecting-socket.ts";

/** Consumed output is reported each time it grew by this. */
const ACK_EVERY_BYTES = 64 * 1024;
const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 8_000;

const FINAL_CODES: ReadonlySet<number> = new Set([
  1000,
  CLOSE_CODES.bad_frame,
  CLOSE_CODES.unauthenticated,
  CLOSE_CODES.forbidden,
  CLOSE_CODES.gone,
  CLOSE_CODES.generation_changed,
  CLOSE_CODES.expired,
]);

export interface TerminalEvents {
  onStatus(status: LinkStatus): void;
  onHello(hello: Hello): void;
  /** New bytes in order. Call `consumed` with their number once they are on the screen. */
  onOutput(data: Uint8Array): void;
  /** These bytes are no longer kept anywhere. */
  onDropped(from: number, to: number): void;
  onSize(cols: number, rows: number): void;
  onExit(exit: PtyExit): void;
  onLatency(ms: number): void;
}

/**
 * One viewer of one terminal: resumes output by offset and input by input offset (docs/protocol.md), so that
 * a broken connection neither loses nor repeats a byte in either direction.
 */
export class TerminalSocket {
  readonly #world: SocketWorld;
  readonly #events: TerminalEvents;
  readonly #link: ReconnectingSocket;
  readonly #input = new HeldInput();
  #greeted = false;
  #generation: number | null = null;
  /** Offset of the next byte wanted. */
  #received = 0;
  #consumed = 0;
  #acked = 0;
  #size: { cols: number; rows: number } | null = null;
  #ping: { nonce: number; at: number } | null = null;
  #cancelPing: (() => void) | null = null;

  constructor(world: SocketWorld, address: { path: string; viewer: string }, events: TerminalEvents) {
    this.#world = world;
    this.#events = events;
    const viewer = encodeURIComponent(address.viewer);
    this.#link = new ReconnectingSocket(world, {
      url: () => `${address.path}?offset=${this.#received}&viewer=${viewer}`,
      onMessage: (data) => this.#receive(data),
      onStatus: (status) => this.#statusChanged(status),
      isFinal: (code) => FINAL_CODES.has(code),
      isInstant: (code) => code === CLOSE_CODES.too_slow,
    });
  }

  get heldBytes(): number {
    return this.#input.heldBytes;
  }

  connect(): void {
    this.#link.connect();
  }

  stop(): void {
    this.#cancelPing?.();
    this.#link.stop();
  }

  /** Sends now, or holds it until the terminal is back. False when too much is held already. */
  type(data: Uint8Array): boolean {
    if (!this.#input.push(data)) return false;
    this.#flush();
    return true;
  }

  resize(cols: number, rows: number): void {
    this.#size = { cols, rows };
    if (this.#greeted) this.#send({ type: "resize", cols, rows });
  }

  consumed(bytes: number): void {
    this.#consumed += bytes;
    if (this.#consumed - this.#acked < ACK_EVERY_BYTES) return;
    this.#acked = this.#consumed;
    this.#send({ type: "ack", offset: this.#consumed });
  }

  #send(frame: ToPtyFrame): void {
    this.#link.send(encodeFrame(frame) as Uint8Array<ArrayBuffer>);
  }

  #flush(): void {
    if (!this.#greeted) return;
    for (const piece of this.#input.take(MAX_FRAME_PAYLOAD, INPUT_WINDOW))
      this.#send({ type: "input", ...piece });
  }

  #statusChanged(status: LinkStatus): void {
    this.#greeted = false;
    this.#cancelPing?.();
    if (status.kind === "open") this.#keepAsking();
    if (status.kind === "closed") this.#input.discard();
    this.#events.onStatus(status);
  }

  #receive(data: unknown): void {
    const decoded = data instanceof ArrayBuffer ? decodeFromPty(data) : null;
    if (decoded?.ok) this.#handle(decoded.frame);
    else this.#link.reconnect();
  }

  #handle(frame: FromPtyFrame): void {
    switch (frame.type) {
      case "hello":
        this.#greet(frame.hello);
        break;
      case "output":
        this.#output(frame.offset, frame.data);
        break;
      case "dropped":
        this.#dropped(frame.from, frame.to);
        break;
      case "size":
        this.#events.onSize(frame.cols, frame.rows);
        break;
      case "exit":
        this.#events.onExit(frame.exit);
        break;
      case "pong":
        this.#pong(frame.nonce);
        break;
      case "input_ack":
        this.#input.acknowledge(frame.offset);
        this.#flush();
        break;
      case "notice":
        break;
    }
  }

  #greet(hello: Hello): void {
    if (this.#generation !== null && this.#generation !== hello.generation) {
      this.#link.stop();
      this.#statusChanged({
        kind: "closed",
        code: CLOSE_CODES.generation_changed,
        reason: "generation changed",
      });
      return;
    }
    this.#generation = hello.generation;
    this.#greeted = true;
    this.#input.resumeAt(hello.input_offset);
    this.#events.onHello(hello);
    if (this.#size) this.#send({ type: "resize", ...this.#size });
    if (hello.exit) this.#events.onExit(hello.exit);
    this.#flush();
  }

  #output(offset: number, data: Uint8Array): void {
    if (offset > this.#received) {
      this.#link.reconnect();
      return;
    }
    const fresh = data.subarray(this.#received - offset);
    if (fresh.byteLength === 0) return;
    this.#received += fresh.byteLength;
    this.#events.onOutput(fresh);
  }

  #dropped(from: number, to: number): void {
    if (to <= this.#received) return;
    this.#events.onDropped(from, to);
    this.#received = this.#consumed = this.#acked = to;
  }

  #pong(nonce: number): void {
    if (this.#ping?.nonce !== nonce) return;
    this.#events.onLatency(this.#world.now() - this.#ping.at);
    this.#ping = null;
  }

  /** Asks for a sign of life: measures the latency, and finds connections that died without a word. */
  #keepAsking(): void {
    const at = this.#world.now();
    const nonce = Math.floor(this.#world.random() * 2 ** 40);
    this.#ping = { nonce, at };
    this.#send({ type: "ping", nonce });
    this.#cancelPing = this.#world.later(PONG_WITHIN_MS, () => {
      if (this.#ping?.nonce === nonce) this.#link.reconnect();
      else this.#cancelPing = this.#world.later(PING_EVERY_MS - PONG_WITHIN_MS, () => this.#keepAsking());
    });
  }
}
