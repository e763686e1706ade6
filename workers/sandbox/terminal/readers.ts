import { CLOSE_CODES } from "../../domain/protocol.ts";
import type { CatchUp } from "./catch-up.ts";
import type { PtyStream } from "./pty-stream.ts";
import { type Reader, TapReader } from "./tap-reader.ts";
import { TerminalViewer } from "./viewer.ts";

/** Output that all viewers together may have unacknowledged, bytes, and what each may in any case. */
const WINDOWS_BYTES = 32 * 1024 * 1024;
const SMALLEST_WINDOW = 256 * 1024;
const LARGEST_WINDOW = 2 * 1024 * 1024;
/** One that has been brought up from the agent this often without arriving is too slow. */
const MAX_BACKLOGS = 5;

export interface ReadersPorts {
  readonly stream: () => PtyStream | null;
  readonly catchUp: CatchUp;
  /** It fell behind, or can't be served. */
  readonly over: (reader: Reader, code: number, reason: string) => void;
}

/**
 * Who reads one terminal: viewers, and taps inside the object. Each frame goes on as it came to who is up to date, the
 * others read on from the tape as their windows allow; a viewer that the tape has left behind is dropped and resumes by
 * offset. The stream is acknowledged at the pace of the fastest viewer, but no further than every tap.
 */
export class Readers {
  readonly viewers = new Set<TerminalViewer>();
  readonly taps = new Set<TapReader>();
  readonly #ports: ReadersPorts;
  #fastest = 0;

  constructor(ports: ReadersPorts) {
    this.#ports = ports;
  }

  get none(): boolean {
    return this.viewers.size === 0 && this.taps.size === 0;
  }

  /** Unacknowledged output that each viewer may have, bytes. */
  get window(): number {
    const share = Math.floor(WINDOWS_BYTES / Math.max(1, this.viewers.size));
    return Math.min(Math.max(share, SMALLEST_WINDOW), LARGEST_WINDOW);
  }

  all(): Reader[] {
    return [...this.viewers, ...this.taps];
  }

  has(reader: Reader): boolean {
    return reader instanceof TapReader
      ? this.taps.has(reader)
      : reader instanceof TerminalViewer && this.viewers.has(reader);
  }

  /** False when it was not here. */
  delete(reader: Reader): boolean {
    const deleted =
      reader instanceof TapReader
        ? this.taps.delete(reader)
        : reader instanceof TerminalViewer && this.viewers.delete(reader);
    if (deleted) this.flow();
    return deleted;
  }

  output(offset: number, data: Uint8Array, message: Uint8Array): void {
    const first = this.#ports.stream()?.tape.firstOffset ?? 0;
    for (const tap of this.taps) this.#give(tap, offset, data, message, first);
    for (const viewer of this.viewers) this.#give(viewer, offset, data, message, first);
  }

  sized(message: Uint8Array): void {
    const at = this.#ports.stream()?.tape.endOffset ?? 0;
    for (const { feed } of this.all()) feed.sized(at, message);
  }

  dropped(to: number): void {
    for (const { feed } of this.all()) feed.dropped(to);
  }

  screen(offset: number, message: Uint8Array): void {
    for (const { feed } of this.all()) feed.screen(offset, message);
  }

  exited(): void {
    for (const reader of this.all()) this.pump(reader);
  }

  acknowledged(reader: Reader, offset: number): void {
    reader.feed.acknowledge(offset);
    if (reader.mayMiss) this.#fastest = Math.max(this.#fastest, offset);
    this.pump(reader);
    this.flow();
  }

  /** Sends a reader what it is due. */
  pump(reader: Reader): void {
    const stream = this.#ports.stream();
    const { feed, mayMiss } = reader;
    if (!stream || feed.pump(stream)) return;
    const slow = mayMiss && (feed.backlogs === 0 || feed.backlogs >= MAX_BACKLOGS);
    if (slow) this.#ports.over(reader, CLOSE_CODES.too_slow, TOO_SLOW);
    else void this.#bringUp(reader);
  }

  flow(): void {
    let to = this.viewers.size > 0 ? this.#fastest : Number.POSITIVE_INFINITY;
    for (const { feed } of this.taps) to = Math.min(to, feed.acked);
    if (Number.isFinite(to)) this.#ports.stream()?.ack(to);
  }

  #give(reader: Reader, offset: number, data: Uint8Array, message: Uint8Array, first: number): void {
    const { feed } = reader;
    feed.output(offset, data, message);
    if (feed.sent !== null && feed.sent < first) this.pump(reader);
  }

  /** The tape moved on while a reader was still on its way to it. */
  async #bringUp(reader: Reader): Promise<void> {
    const { catchUp, over } = this.#ports;
    const { feed } = reader;
    const from = feed.sent ?? 0;
    feed.waiting = true;
    try {
      const caught = await catchUp.from(from);
      if (!this.has(reader)) return;
      feed.waiting = false;
      if (caught.is !== "backlog") over(reader, CLOSE_CODES.too_slow, TOO_SLOW);
      else {
        feed.beginWithBacklog(caught.backlog, from);
        this.pump(reader);
      }
    } catch (error) {
      console.warn(`a terminal's reader could not be brought up: ${String(error)}`);
      over(reader, CLOSE_CODES.failed, "the terminal can't be reached");
    }
  }
}

const TOO_SLOW = "too slow: resume by offset";
