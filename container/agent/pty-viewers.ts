/**
 * The viewers of one terminal. Each is sent output up to a window beyond what it has acknowledged; one that is
 * slower than the tape is told what it missed, and what the terminal showed after it. When every viewer's window is full the PTY waits for the fastest.
 */
import type { WebSocket } from "ws";
import { CLOSE_CODES, type PtyExit } from "../../workers/domain/protocol.ts";
import type { Pty } from "./pty.ts";
import { PtyViewer } from "./pty-viewer.ts";

/** Output frames are gathered this long while output is continuous; the first after a silence goes at once. */
const GATHER_MS = 2;
const GATHER_BYTES = 64 * 1024;
/** A viewer that acknowledges nothing for this long while the PTY waits is closed. */
const STALLED_MS = 30_000;

export interface Tap {
  pause(): void;
  resume(): void;
}

export interface Attachment {
  readonly generation: number;
  /** Output offset that the viewer has; everything still kept when undefined. */
  readonly since: number | undefined;
  /** False: a socket that brings input only; it neither gets output nor slows the PTY down. */
  readonly output: boolean;
}

export class PtyViewers {
  readonly #pty: Pty;
  readonly #tap: Tap;
  readonly #viewers = new Map<string, PtyViewer>();
  #paused = false;
  #draining = false;
  #flushTimer: NodeJS.Timeout | undefined;
  #flushSoon: NodeJS.Immediate | undefined;
  #flushedAt = 0;
  #flushedOffset = 0;
  #stallTimer: NodeJS.Timeout | undefined;

  constructor(pty: Pty, tap: Tap) {
    this.#pty = pty;
    this.#tap = tap;
  }

  get count(): number {
    return this.#viewers.size;
  }

  has(viewer: string): boolean {
    return this.#viewers.has(viewer);
  }

  /** Attaches a socket; an earlier one of the same viewer is closed as replaced. */
  attach(socket: WebSocket, viewerId: string, { generation, since, output }: Attachment): void {
    const pty = this.#pty;
    if (since !== undefined && since > pty.tape.endOffset) {
      socket.close(CLOSE_CODES.bad_frame, "offset_ahead");
      return;
    }
    this.#viewers.get(viewerId)?.close(1000, "replaced");
    const viewer = new PtyViewer(pty, socket, viewerId, output ? (since ?? "kept") : null, {
      acknowledged: () => this.#settle(),
      closed: () => {
        if (this.#viewers.get(viewerId) === viewer) this.#viewers.delete(viewerId);
        this.#settle();
      },
    });
    this.#viewers.set(viewerId, viewer);
    viewer.hello(generation);
    viewer.pump();
    if (pty.exit !== null) viewer.exited(pty.exit);
    this.#settle();
  }

  /** Those who have all output are told of a new size; the others come to it in the stream. */
  resized(): void {
    for (const viewer of this.#viewers.values()) viewer.pump();
  }

  /** The PTY may be read again as far as its screen is concerned, or no longer. */
  screenChanged(): void {
    this.#settle();
  }

  /** New bytes are on the tape. Gathers a flood into large frames; an echo leaves in the same turn of the loop. */
  outputArrived(): void {
    if (this.#viewers.size === 0) return;
    if (this.#pty.tape.endOffset - this.#flushedOffset >= GATHER_BYTES) {
      this.#flushTimer ??= setTimeout(() => this.#flush(), GATHER_MS);
      this.#flushedOffset += GATHER_BYTES;
      this.#pump();
    } else if (this.#flushTimer === undefined && this.#flushSoon === undefined) {
      const idle = performance.now() - this.#flushedAt >= GATHER_MS;
      if (idle) this.#flushSoon = setImmediate(() => this.#flush());
      else this.#flushTimer = setTimeout(() => this.#flush(), GATHER_MS);
    }
  }

  /** More output is about to come: only whole frames are sent until then. */
  get isGathering(): boolean {
    return this.#flushTimer !== undefined;
  }

  /** The program has ended: what it still wrote is read whatever the windows say. */
  drain(): void {
    this.#draining = true;
    this.#settle();
  }

  exited(exit: PtyExit): void {
    this.#flush();
    for (const viewer of this.#viewers.values()) viewer.exited(exit);
  }

  closeAll(code: number, reason: string): void {
    for (const viewer of this.#viewers.values()) viewer.close(code, reason);
  }

  #flush(): void {
    clearTimeout(this.#flushTimer);
    if (this.#flushSoon) clearImmediate(this.#flushSoon);
    this.#flushTimer = undefined;
    this.#flushSoon = undefined;
    this.#flushedAt = performance.now();
    this.#flushedOffset = this.#pty.tape.endOffset;
    this.#pump();
  }

  #pump(): void {
    for (const viewer of this.#viewers.values()) viewer.pump();
    this.#settle();
  }

  /** Pauses the PTY when all viewers' windows are full or its screen is behind, and goes on as soon as neither is so. */
  #settle(): void {
    const viewers = [...this.#viewers.values()].filter((viewer) => viewer.wantsOutput);
    const full = viewers.length > 0 && viewers.every((viewer) => viewer.isFull);
    this.#watchStall(full && !this.#draining);
    const paused = !this.#draining && (full || this.#pty.screen.isBehind);
    if (paused === this.#paused) return;
    this.#paused = paused;
    if (paused) this.#tap.pause();
    else this.#tap.resume();
  }

  #watchStall(full: boolean): void {
    if (full === (this.#stallTimer !== undefined)) return;
    clearTimeout(this.#stallTimer);
    this.#stallTimer = full ? setTimeout(() => this.#dropStalled(), STALLED_MS) : undefined;
  }

  #dropStalled(): void {
    this.#stallTimer = undefined;
    for (const viewer of this.#viewers.values()) {
      if (viewer.wantsOutput) viewer.close(CLOSE_CODES.too_slow, "no acknowledgement");
    }
  }
}
