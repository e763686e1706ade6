import {
  CLOSE_CODES,
  decodeFromPty,
  encodeFrame,
  type FromPtyFrame,
  type Hello,
  type ToPtyFrame,
} from "../../workers/domain/protocol.ts";
import { Heartbeat } from "./heartbeat.ts";
import { type LinkStatus, ReconnectingSocket, type SocketWorld } from "./reconnecting-socket.ts";
import { refusedBy } from "./refused-by.ts";
import type { TerminalAddress, TerminalEvents } from "./terminal-events.ts";
import { TerminalInput } from "./terminal-input.ts";

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

/**
 * One viewer of one terminal: resumes output by offset and input by input offset (docs/protocol.md), so that
 * a broken connection neither loses nor repeats a byte in either direction.
 */
export class TerminalSocket {
  readonly #world: SocketWorld;
  readonly #events: TerminalEvents;
  readonly #link: ReconnectingSocket;
  readonly #heartbeat: Heartbeat;
  readonly #input: TerminalInput;
  #greeted = false;
  #readOnly = false;
  #generation: number | null = null;
  /** Offset of the next byte wanted; null before the first: then it is given what is kept. */
  #received: number | null = null;
  #shown = 0;
  #acked = 0;
  #size: { cols: number; rows: number } | null = null;
  #ping: { nonce: number; at: number } | null = null;

  constructor(world: SocketWorld, address: TerminalAddress, events: TerminalEvents) {
    this.#world = world;
    this.#events = events;
    const viewer = encodeURIComponent(address.viewer);
    this.#input = new TerminalInput({
      send: (offset, data) => this.#send({ type: "input", offset, data }),
      onHeld: (held) => events.onHeld(held),
      afterBreak: address.afterBreak,
    });
    this.#heartbeat = new Heartbeat(world, {
      everyMs: PING_EVERY_MS,
      withinMs: PONG_WITHIN_MS,
      ask: () => this.#askForPong(),
      onSilent: () => this.#link.reconnect(),
    });
    this.#link = new ReconnectingSocket(world, {
      url: () =>
        `${address.path}?${this.#received === null ? "" : `offset=${this.#received}&`}viewer=${viewer}`,
      onMessage: (data) => this.#receive(data),
      onStatus: (status) => this.#statusChanged(status),
      isFinal: (code) => FINAL_CODES.has(code),
      isInstant: (code) => code === CLOSE_CODES.too_slow,
      // What was received is shown first: however often it is sent away as too slow, it never holds more than one window.
      isBusy: () => this.#received !== null && this.#shown < this.#received,
      whyRefused: () => refusedBy(world, address.record),
    });
  }

  connect(): void {
    this.#link.connect();
  }

  /** The machine may have slept, or the network changed: an open connection has to prove that it is. */
  wake(): void {
    this.#link.connect();
    this.#heartbeat.probe();
  }

  stop(): void {
    this.#heartbeat.stop();
    this.#link.stop();
  }

  /** Sends now, or holds it. False when that would be too much: then none of it is kept. */
  type(data: Uint8Array): boolean {
    return this.#input.type(data);
  }

  /** Tells a program what it asked its terminal; nothing is told later than at once. */
  answer(data: Uint8Array): void {
    this.#input.answer(data);
  }

  sendHeld(): void {
    this.#input.sendHeld();
  }

  discardHeld(): void {
    this.#input.discardHeld();
  }

  /** Proposes a size: the terminal takes it while this viewer drives. */
  propose(cols: number, rows: number): void {
    if (this.#size?.cols === cols && this.#size.rows === rows) return;
    this.#size = { cols, rows };
    this.#sendSize();
  }

  /** Takes over: this viewer's size becomes the terminal's. */
  claim(): void {
    if (this.#greeted && !this.#readOnly) this.#send({ type: "claim" });
  }

  /** The screen shows everything before `offset`. */
  shown(offset: number): void {
    this.#shown = offset;
    if (this.#shown === this.#received) this.#link.connectIfDue();
    if (Math.abs(this.#shown - this.#acked) < ACK_EVERY_BYTES || !this.#greeted) return;
    this.#acked = this.#shown;
    this.#send({ type: "ack", offset: this.#shown });
  }

  #sendSize(): void {
    if (this.#size && this.#greeted && !this.#readOnly) this.#send({ type: "resize", ...this.#size });
  }

  #send(frame: ToPtyFrame): void {
    this.#link.send(encodeFrame(frame) as Uint8Array<ArrayBuffer>);
  }

  #statusChanged(status: LinkStatus): void {
    this.#greeted = false;
    this.#ping = null;
    if (status.kind === "open") this.#heartbeat.start();
    else this.#heartbeat.stop();
    if (status.kind === "waiting") this.#input.lost(status.retryAt > this.#world.now());
    if (status.kind === "closed") this.#input.discard();
    // An open socket is no terminal yet: that is told when it greets.
    if (status.kind !== "open") this.#events.onStatus(status);
  }

  #receive(data: unknown): void {
    this.#heartbeat.heard();
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
      case "screen":
        this.#received = frame.offset;
        this.#events.onStream(frame);
        break;
      case "size":
        this.#events.onStream(frame);
        break;
      case "exit":
        this.#events.onExit(frame.exit);
        break;
      case "pong":
        this.#pong(frame.nonce);
        break;
      case "input_ack":
        this.#input.acknowledged(frame.offset);
        break;
      case "notice":
        this.#events.onNotice(frame.notice);
        break;
    }
  }

  #greet(hello: Hello): void {
    if (this.#generation !== null && this.#generation !== hello.generation) {
      this.#link.end(CLOSE_CODES.generation_changed, "generation changed");
      return;
    }
    this.#generation = hello.generation;
    this.#readOnly = hello.role === "view";
    this.#greeted = true;
    this.#events.onStatus({ kind: "open" });
    this.#events.onHello(hello);
    this.#sendSize();
    if (this.#readOnly) this.#input.discard();
    this.#input.resumed(hello.input_offset);
    if (hello.exit) this.#events.onExit(hello.exit);
  }

  #output(offset: number, data: Uint8Array): void {
    // The first bytes given to a viewer that named no offset are the beginning of what is kept.
    this.#received ??= offset;
    if (offset > this.#received) {
      this.#link.reconnect();
      return;
    }
    const fresh = data.subarray(this.#received - offset);
    if (fresh.byteLength === 0) return;
    const at = this.#received;
    this.#received += fresh.byteLength;
    this.#events.onStream({ type: "output", offset: at, data: fresh });
  }

  #dropped(from: number, to: number): void {
    const received = this.#received ?? from;
    if (to <= received) return;
    this.#received = to;
    this.#events.onDropped(to - received);
    this.#events.onStream({ type: "gap", offset: to });
  }

  #pong(nonce: number): void {
    if (this.#ping?.nonce !== nonce) return;
    this.#events.onLatency(this.#world.now() - this.#ping.at);
    this.#ping = null;
  }

  #askForPong(): void {
    const nonce = Math.floor(this.#world.random() * 2 ** 40);
    this.#ping = { nonce, at: this.#world.now() };
    this.#send({ type: "ping", nonce });
  }
}
