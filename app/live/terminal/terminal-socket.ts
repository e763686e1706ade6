import {
  CLOSE_CODES,
  decodeFromPty,
  encodeFrame,
  type FromPtyFrame,
  type Hello,
  type ToPtyFrame,
} from "../../../workers/domain/protocol.ts";
import { Heartbeat } from "../connection/heartbeat.ts";
import { type LinkStatus, ReconnectingSocket, type SocketWorld } from "../connection/reconnecting-socket.ts";
import { refusedBy } from "../connection/refused-by.ts";
import { type Gap, OutputPosition } from "./output-position.ts";
import type { TerminalAddress, TerminalEvents } from "./terminal-events.ts";
import { TerminalInput } from "./terminal-input.ts";

/** Sent away as too slow, it comes back when no more than this is left to be shown. */
const BEHIND_BYTES = 256 * 1024;
/** A break that is over this soon is not worth a word. */
const QUIET_MS = 1_500;
const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 8_000;

const FINAL_CODES: ReadonlySet<number> = new Set([
  1000,
  CLOSE_CODES.bad_frame,
  CLOSE_CODES.unauthenticated,
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
  readonly input: TerminalInput;
  readonly #position = new OutputPosition();
  #greeted = false;
  #readOnly = false;
  #generation: number | null = null;
  #size: { cols: number; rows: number } | null = null;
  #cancelQuiet: (() => void) | null = null;
  #ping: { nonce: number; at: number } | null = null;

  constructor(world: SocketWorld, address: TerminalAddress, events: TerminalEvents) {
    this.#world = world;
    this.#events = events;
    const viewer = encodeURIComponent(address.viewer);
    this.input = new TerminalInput({
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
      url: () => {
        const { wanted } = this.#position;
        return `${address.path}?${wanted === null ? "" : `offset=${wanted}&`}viewer=${viewer}`;
      },
      onMessage: (data) => this.#receive(data),
      onStatus: (status) => this.#statusChanged(status),
      isFinal: (code) => FINAL_CODES.has(code),
      isInstant: (code) => code === CLOSE_CODES.too_slow || code === CLOSE_CODES.forbidden,
      // However often it is sent away as too slow, it never holds much more than one window.
      isBusy: () => this.#isBehind,
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
    this.#cancelQuiet?.();
    this.#heartbeat.stop();
    this.#link.stop();
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
    this.#position.show(offset);
    if (!this.#isBehind) this.#link.connectIfDue();
    const ack = this.#greeted ? this.#position.takeAck() : null;
    if (ack !== null) this.#send({ type: "ack", offset: ack });
  }

  get #isBehind(): boolean {
    return this.#position.unshown > BEHIND_BYTES;
  }

  #sendSize(): void {
    if (this.#size && this.#greeted && !this.#readOnly) this.#send({ type: "resize", ...this.#size });
  }

  #send(frame: ToPtyFrame): void {
    this.#link.send(encodeFrame(frame) as Uint8Array<ArrayBuffer>);
  }

  #statusChanged(status: LinkStatus): void {
    this.#greeted = false;
    this.#position.cut();
    this.#ping = null;
    if (status.kind === "open") this.#heartbeat.start();
    else this.#heartbeat.stop();
    switch (status.kind) {
      case "connecting":
        this.#events.onStatus(status);
        break;
      case "open":
        // An open socket is no terminal yet: that is told when it greets.
        break;
      case "waiting":
        this.#cancelQuiet?.();
        if (status.retryAt > this.#world.now()) this.#broken(status);
        else {
          this.input.lost(false);
          this.#cancelQuiet = this.#world.later(QUIET_MS, () => this.#broken(status));
        }
        break;
      case "closed":
        this.#cancelQuiet?.();
        this.input.discard();
        this.#events.onStatus(status);
        break;
    }
  }

  /** A break that its person is told of. */
  #broken(status: LinkStatus): void {
    this.input.lost(true);
    this.#events.onStatus(status);
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
        this.#position.skip(frame.from, frame.to);
        break;
      case "screen":
        this.#passed(this.#position.moveTo(frame.offset));
        this.#events.onStream(frame);
        break;
      case "size":
        if (!this.#position.holdSize(frame)) this.#events.onStream(frame);
        break;
      case "exit":
        this.#events.onExit(frame.exit);
        break;
      case "pong":
        this.#pong(frame.nonce);
        break;
      case "input_ack":
        this.input.acknowledged(frame.offset);
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
    this.#cancelQuiet?.();
    this.#events.onStatus({ kind: "open" });
    this.#events.onHello(hello);
    this.#sendSize();
    if (this.#readOnly) this.input.discard();
    this.input.resumed(hello.input_offset);
    if (hello.exit) this.#events.onExit(hello.exit);
  }

  #output(at: number, bytes: Uint8Array): void {
    const fresh = this.#position.take(at, bytes);
    if (!fresh) {
      this.#link.reconnect();
      return;
    }
    const { offset, data, gap } = fresh;
    this.#passed(gap);
    if (data.byteLength > 0) this.#events.onStream({ type: "output", offset, data });
  }

  #passed(gap: Gap | null): void {
    if (!gap) return;
    this.#events.onDropped(gap.missed);
    this.#events.onStream({ type: "gap", offset: gap.to });
    if (gap.size) this.#events.onStream(gap.size);
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
