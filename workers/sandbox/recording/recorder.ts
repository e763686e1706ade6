import { type FromPtyFrame, OUTPUT_WINDOW } from "../../domain/protocol.ts";
import type { Recording, RecordingEnd } from "../../domain/terminal/recording.ts";
import type { TapHandle, TerminalTap } from "../terminal/tap.ts";
import { backOff } from "./back-off.ts";
import type { Cast, CastPart } from "./cast.ts";
import { Listener } from "./listener.ts";
import type { RecordingRows } from "./rows.ts";
import type { SegmentStore } from "./segment-store.ts";

/** A segment is written when it has so many bytes, or is so old (ms). */
const SEGMENT_BYTES = 256 * 1024;
const SEGMENT_MS = 5_000;
/** A recording ends at about so many bytes. */
const RECORDING_LIMIT_BYTES = 256 * 1024 * 1024;
/**
 * So much output that is not stored may hold up the program, bytes: below the agent's smallest window by more than the steps
 * in which it is acknowledged (pty-stream.ts), or a slow storage that fails would hold it up for ever…
 */
const HELD_BYTES = OUTPUT_WINDOW.smallest - 128 * 1024;
/** …which it may while storage has failed for so long, ms: people's work is worth more than its film. */
export const PATIENCE_MS = 30_000;
/** Longest that storage may take over one segment, ms. */
const PUT_MS = 10_000;

export interface RecorderPorts {
  readonly rows: RecordingRows;
  readonly store: SegmentStore;
  readonly tap: (terminal_id: string, tap: TerminalTap, offset: number) => Promise<TapHandle>;
  readonly now: () => number;
  /** Nothing more is taken of the terminal; what was taken may still be on its way to storage. */
  readonly over: () => void;
  /** The row says how it ended. */
  readonly ended: () => void;
}

/** On its way to storage since then, epoch ms. */
interface Segment extends CastPart {
  readonly since: number;
}

/** Records one terminal: what it shows goes to storage in segments, and the terminal is acknowledged what is stored. */
export class Recorder {
  /** Resolves when nothing of it is on its way to storage any more. */
  readonly rested: Promise<void>;
  readonly #ports: RecorderPorts;
  readonly #cast: Cast;
  readonly #rest = Promise.withResolvers<void>();
  #recording: Recording;
  readonly #listener: Listener;
  /** Where the output of a program that has exited ends. */
  #last_offset: number | null = null;
  #end: { readonly reason: RecordingEnd; readonly at: number } | null = null;
  /** Written again as it is until storage has taken it: what comes late then overwrites nothing else. */
  #segment: Segment | null = null;
  #storing: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #failures = 0;

  /** @param cast that begins where the recording's row ends */
  constructor(recording: Recording, cast: Cast, ports: RecorderPorts) {
    this.#recording = recording;
    this.#cast = cast;
    this.#ports = ports;
    this.rested = this.#rest.promise;
    this.#listener = new Listener({
      tap: (tap, offset) => ports.tap(recording.terminal_id, tap, offset),
      offset: () => this.#cast.offset,
      safe: () => this.#recording.offset,
      receive: (frame) => this.#receive(frame),
      ended: (reason) => this.end(reason),
    });
    void this.#listener.join();
    this.#schedule();
  }

  get recording(): Recording {
    return this.#recording;
  }

  /** The terminal, or the wish to record it, has ended. */
  end(reason: RecordingEnd): void {
    if (this.#end) return;
    this.#end = { reason, at: this.#ports.now() };
    this.#listener.leave();
    this.#cast.finish(this.#ports.now());
    this.#ports.over();
    void this.flush();
  }

  /** Something about the film, where it is now. */
  mark(label: string): void {
    if (this.#end) return;
    this.#cast.mark(label, this.#ports.now());
    this.#schedule();
  }

  /** The terminal's title is another. */
  rename(title: string): void {
    this.#recording = { ...this.#recording, title };
    this.#ports.rows.put(this.#recording);
  }

  /** Stores what was taken until now; gives up at the first failure, and goes on by itself. */
  flush(): Promise<void> {
    this.#storing ??= this.#storeAll().finally(() => {
      this.#storing = null;
      this.#schedule();
    });
    return this.#storing;
  }

  #receive(frame: FromPtyFrame): void {
    const now = this.#ports.now();
    const cast = this.#cast;
    switch (frame.type) {
      case "hello":
        this.#last_offset = frame.hello.exit ? frame.hello.offset : null;
        break;
      case "output":
        cast.output(frame.offset, frame.data, now);
        break;
      case "size":
        cast.resize(frame.cols, frame.rows, now);
        break;
      case "dropped":
        cast.lost(frame.to, now);
        break;
      case "screen":
        cast.screen(frame, now);
        break;
      case "exit":
        this.end("exited");
        return;
      case "notice":
      case "pong":
      case "input_ack":
        return;
    }
    if (this.#last_offset !== null && cast.offset >= this.#last_offset) this.end("exited");
    else if (this.#recording.size_bytes + cast.size > RECORDING_LIMIT_BYTES) this.#endAtLimit(now);
    else this.#schedule();
  }

  #endAtLimit(now: number): void {
    this.#cast.mark(`The recording ends here: ${RECORDING_LIMIT_BYTES / 1024 ** 2} MiB are the most`, now);
    this.end("limit");
  }

  /** Sees to it that what was taken is stored in time. */
  #schedule(): void {
    if (this.#storing || this.#recording.status !== "recording") return;
    if (this.#failures > 0) {
      this.#timer ??= this.#after(backOff(this.#failures - 1));
    } else if (this.#end || this.#cast.size >= SEGMENT_BYTES) {
      void this.flush();
    } else if (this.#cast.size > 0) {
      this.#timer ??= this.#after(SEGMENT_MS);
    }
  }

  #after(ms: number): ReturnType<typeof setTimeout> {
    return setTimeout(() => void this.flush(), ms);
  }

  async #storeAll(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    for (;;) {
      const segment = this.#segment ?? this.#nextSegment();
      if (!segment) break;
      this.#segment = segment;
      if (!(await this.#store(segment))) {
        this.#failures++;
        if (this.#outOfPatience(segment.since)) this.#finish("cut", "storage_failed");
        return;
      }
      this.#failures = 0;
      this.#segment = null;
      if (!this.#end && this.#cast.size < SEGMENT_BYTES) return;
    }
    if (this.#end) this.#finish(this.#end.reason === "limit" ? "cut" : "ended", this.#end.reason);
  }

  #nextSegment(): Segment | null {
    const part = this.#cast.take();
    return part && { ...part, since: this.#ports.now() };
  }

  async #store({ bytes, upto, since }: Segment): Promise<boolean> {
    const { rows, store, now } = this.#ports;
    const number = this.#recording.segments + 1;
    const left_ms = since + PATIENCE_MS - now();
    try {
      await store.put(this.#recording.recording_id, number, bytes, Math.max(1000, Math.min(left_ms, PUT_MS)));
    } catch (error) {
      console.warn(`recording ${this.#recording.recording_id}, segment ${number}: ${String(error)}`);
      return false;
    }
    this.#recording = {
      ...this.#recording,
      offset: upto.offset,
      size_at_offset: { cols: upto.cols, rows: upto.rows },
      size_bytes: this.#recording.size_bytes + bytes.byteLength,
      duration_ms: upto.time_ms,
      segments: number,
    };
    rows.put(this.#recording);
    this.#listener.ack(upto.offset);
    return true;
  }

  #outOfPatience(since: number): boolean {
    const waits = this.#end !== null || this.#cast.offset - this.#recording.offset >= HELD_BYTES;
    return waits && this.#ports.now() - since >= PATIENCE_MS;
  }

  #finish(status: "ended" | "cut", reason: RecordingEnd): void {
    const { rows, now, over, ended } = this.#ports;
    const ended_at = this.#end?.at ?? now();
    this.#listener.leave();
    this.#recording = { ...this.#recording, status, reason, ended_at };
    rows.put(this.#recording);
    if (!this.#end) over();
    ended();
    this.#rest.resolve();
  }
}
