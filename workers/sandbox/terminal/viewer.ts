import {
  CLOSE_CODES,
  decodeToPty,
  encodeFrame,
  type FromPtyFrame,
  type ToPtyFrame,
} from "../../domain/protocol.ts";
import type { SocketViewer } from "../contract.ts";
import { Feed } from "./feed.ts";
import type { Reader } from "./tap-reader.ts";
import type { ViewerInput } from "./viewer-input.ts";

/** A viewer that has been silent this long holds nobody up any more, ms. */
const SILENCE_MS = 30_000;
/** Unacknowledged output that holds nobody up, bytes: pages acknowledge in steps, and the last lines of a quiet terminal not at all. */
const HARMLESS_BYTES = 128 * 1024;
/** When nothing was sent for this long a notice goes out, so that proxies leave the connection open, ms. */
const KEEP_ALIVE_MS = 25_000;
/** Pings that are answered between two looks; a page sends one each few seconds. */
const MAX_PINGS = 500;
/** setTimeout takes no longer delays. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface ViewerPorts {
  readonly now: () => number;
  /** Unacknowledged output that it may have, bytes. */
  readonly window: () => number;
  readonly received: (viewer: TerminalViewer, frame: ToPtyFrame, message: Uint8Array) => void;
  /** It broke the protocol, ran out of time or went away. */
  readonly over: (viewer: TerminalViewer, code: number, reason: string) => void;
}

/** One browser on one terminal: its socket, what it was sent, and the way of what it types. */
export class TerminalViewer implements Reader {
  readonly id: string;
  readonly who: SocketViewer;
  readonly feed: Feed;
  readonly mayMiss = true;
  /** Carries its numbered input to the agent; null for viewers who may only look. */
  input: ViewerInput | null = null;
  readonly #socket: WebSocket;
  readonly #ports: ViewerPorts;
  #seen_at: number;
  #sent_at: number;
  #quiet = true;
  #pings = 0;
  #expiry: ReturnType<typeof setTimeout> | null = null;

  constructor(socket: WebSocket, id: string, who: SocketViewer, ports: ViewerPorts) {
    this.#socket = socket;
    this.id = id;
    this.who = who;
    this.#ports = ports;
    this.#seen_at = ports.now();
    this.#sent_at = this.#seen_at;
    this.feed = new Feed((frame) => this.sendRaw(frame), ports.window);
  }

  open(): void {
    const socket = this.#socket;
    socket.addEventListener("message", ({ data }) => this.#receive(data));
    socket.addEventListener("close", () => this.#ports.over(this, 1000, "closed"));
    socket.addEventListener("error", () => this.#ports.over(this, 1011, "socket error"));
    socket.accept();
    this.#expire();
  }

  /** Decided here, not in the page. */
  get mayType(): boolean {
    return this.who.role === "interact";
  }

  get isGuest(): boolean {
    return this.who.parts !== null;
  }

  send(frame: FromPtyFrame): void {
    this.sendRaw(encodeFrame(frame));
  }

  sendRaw(frame: Uint8Array): void {
    this.#quiet = false;
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(frame);
  }

  /** Now and then: is it still there, and does it know that we are? */
  look(): void {
    const now = this.#ports.now();
    this.#pings = 0;
    if (this.feed.owes > HARMLESS_BYTES && now - this.#seen_at > SILENCE_MS) {
      this.#ports.over(this, CLOSE_CODES.too_slow, "silent: resume by offset");
      return;
    }
    if (!this.#quiet) this.#sent_at = now;
    this.#quiet = true;
    if (now - this.#sent_at < KEEP_ALIVE_MS) return;
    this.#sent_at = now;
    this.send({ type: "notice", notice: { kind: "keep_alive" } });
  }

  end(code: number, reason: string): void {
    if (this.#expiry !== null) clearTimeout(this.#expiry);
    this.input?.close();
    this.input = null;
    if (this.#socket.readyState <= WebSocket.OPEN) this.#socket.close(code, reason);
  }

  #receive(data: unknown): void {
    if (!(data instanceof ArrayBuffer)) {
      this.#ports.over(this, CLOSE_CODES.bad_frame, "text frames are not part of the protocol");
      return;
    }
    const message = new Uint8Array(data);
    const decoded = decodeToPty(message);
    if (!decoded.ok) {
      this.#ports.over(this, CLOSE_CODES.bad_frame, decoded.problem);
      return;
    }
    this.#seen_at = this.#ports.now();
    const { frame } = decoded;
    if (frame.type !== "ping") this.#ports.received(this, frame, message);
    else if (++this.#pings > MAX_PINGS) this.#ports.over(this, CLOSE_CODES.bad_frame, "too many pings");
    else this.send({ type: "pong", nonce: frame.nonce });
  }

  #expire(): void {
    const { expires_at } = this.who;
    if (expires_at === null) return;
    const wait = expires_at - this.#ports.now();
    if (wait <= 0) this.#ports.over(this, CLOSE_CODES.expired, "the share has expired");
    else this.#expiry = setTimeout(() => this.#expire(), Math.min(wait, LONGEST_TIMER_MS));
  }
}
