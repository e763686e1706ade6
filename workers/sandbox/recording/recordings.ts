import type { SandboxRecord } from "../../domain/sandbox.ts";
import type { RecordingNotice } from "../../domain/sharing/presence.ts";
import type { Recording, RecordingEnd, RecordingRule } from "../../domain/terminal/recording.ts";
import type { PtyInfo, PtyScreen } from "../../engines/agent-api.ts";
import { EngineError } from "../../engines/engine.ts";
import type { TapHandle, TerminalTap } from "../terminal/tap.ts";
import type { Cast } from "./cast.ts";
import { castOf, endedAsStored, newRecording, titleOf } from "./film.ts";
import { Recorder } from "./recorder.ts";
import { RecordingRows } from "./rows.ts";
import { SegmentStore } from "./segment-store.ts";
import { overFor, type Wanted, wantedOf } from "./wanted.ts";

/** Between attempts to see which terminals there are, ms. */
const RETRY_MS = 2_000;

export interface RecordingsPorts {
  readonly storage: DurableObjectStorage;
  readonly bucket: R2Bucket;
  readonly now: () => number;
  readonly record: () => SandboxRecord | null;
  /** By the policy as last read. */
  readonly rule: (record: SandboxRecord) => RecordingRule;
  /** Reads the policy anew, if it can be. */
  readonly readPolicy: () => Promise<void>;
  /** Of the generation that runs now. */
  readonly agent: () => TerminalsOfAgent;
  readonly tap: (terminal_id: string, tap: TerminalTap, offset: number) => Promise<TapHandle>;
  readonly announce: (terminal_id: string, notice: RecordingNotice) => void;
  /** The list is another. */
  readonly changed: () => void;
}

/** What a recording asks of the agent itself. */
export interface TerminalsOfAgent {
  listPtys(): Promise<readonly PtyInfo[]>;
  ptyScreen(pty_id: string): Promise<PtyScreen>;
}

/** Which terminals of a sandbox are recorded, now, and what is kept of those that were. */
export class Recordings {
  readonly rows: RecordingRows;
  readonly store: SegmentStore;
  readonly #ports: RecordingsPorts;
  readonly #recorders = new Map<string, Recorder>();
  /** Terminals that are being made: recorded from their first byte, by whoever makes them. */
  readonly #opening = new Set<string>();
  #looking: Promise<void> | null = null;
  #lookAgain = false;
  #retry: ReturnType<typeof setTimeout> | null = null;
  /** For which generation and wish the terminals have been looked at. */
  #followed = "";

  constructor(ports: RecordingsPorts) {
    this.#ports = ports;
    this.rows = new RecordingRows(ports.storage.sql);
    this.store = new SegmentStore(ports.bucket, () => ports.record()?.id ?? "");
  }

  /** Stores what a recording that is being made has so far; one try. */
  async flush(recording_id: string): Promise<void> {
    await this.#recorders.get(recording_id)?.flush();
  }

  /** Once nothing of a recording is on its way to storage. Those that are being made have been ended before. */
  async rest(): Promise<void> {
    await Promise.all([...this.#recorders.values()].map(({ rested }) => rested));
  }

  /** A mark in the film of this terminal, if one is being made. */
  mark(terminal_id: string, label: string): void {
    for (const recorder of this.#recorders.values()) {
      if (recorder.recording.terminal_id === terminal_id) recorder.mark(label);
    }
  }

  /** Opens a terminal; where it is to be recorded, its recording has all of it. */
  async opening(pty_id: string, open: () => Promise<PtyInfo>): Promise<PtyInfo> {
    this.#opening.add(pty_id);
    try {
      await this.#ports.readPolicy();
      const before = this.#wanted;
      const pty = await open();
      const wanted = this.#wanted;
      if (wanted && before?.generation === wanted.generation) {
        const { cols, rows } = pty;
        this.#begin(pty, wanted, { offset: 0, cols, rows });
      }
      return pty;
    } finally {
      this.#opening.delete(pty_id);
    }
  }

  /** After any change of the sandbox or its policy: ends at once what is over, and sees to what is to begin. */
  follow(): void {
    const wanted = this.#wanted;
    const { rule } = this.#ports;
    const record = this.#ports.record();
    for (const recording of this.rows.open()) {
      const reason = overFor(recording, record, rule);
      if (reason) this.#end(recording, reason);
    }
    const followed = wanted ? `${wanted.generation} ${wanted.by}` : "";
    if (followed === this.#followed) return;
    this.#followed = followed;
    if (wanted) void this.look();
  }

  /** Sees which terminals there are, and records those that are not yet. */
  look(): Promise<void> {
    this.#lookAgain = this.#looking !== null;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
      if (this.#lookAgain) void this.look();
    });
    return this.#looking;
  }

  get #wanted(): Wanted | null {
    return wantedOf(this.#ports.record(), this.#ports.rule);
  }

  async #look(): Promise<void> {
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
    const wanted = this.#wanted;
    if (!wanted) return;
    try {
      const ptys = await this.#ports.agent().listPtys();
      this.#endThoseWithout(ptys, wanted);
      const seen = await Promise.allSettled(ptys.map((pty) => this.#see(pty, wanted)));
      for (const one of seen) if (one.status === "rejected") this.#failed(one.reason);
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    if (error instanceof EngineError)
      console.warn(`recording of ${this.#ports.record()?.id}: ${error.message}`);
    else console.error("recordings", error);
    this.#retry ??= setTimeout(() => void this.look(), RETRY_MS);
  }

  async #see(pty: PtyInfo, wanted: Wanted): Promise<void> {
    if (this.#opening.has(pty.pty_id)) return;
    const recording = this.rows.open().find((one) => isOf(one, pty, wanted));
    const recorder = recording && this.#recorders.get(recording.recording_id);
    if (recorder) {
      if (recorder.recording.title === titleOf(pty)) return;
      recorder.rename(titleOf(pty));
      this.#ports.changed();
    } else if (recording && (recording.segments > 0 || recording.begins_at === 0)) {
      this.#record(recording, castOf(recording, this.#ports.now()));
    } else if (pty.exit === null && !this.#wasCut(pty, wanted)) {
      if (recording) this.rows.delete(recording.recording_id);
      const screen = await this.#screenOf(pty);
      const still = this.#wanted;
      if (still?.generation === wanted.generation) this.#begin(pty, still, screen ?? pty, screen);
    }
  }

  /** Where recording failed, or came to its limit, it does not begin again until somebody asks for it anew. */
  #wasCut(pty: PtyInfo, wanted: Wanted): boolean {
    return this.rows
      .all()
      .some(
        (one) =>
          isOf(one, pty, wanted) && one.status === "cut" && (one.ended_at ?? 0) >= (wanted.rule.since ?? 0),
      );
  }

  /** Null when the agent is of a version that has none: what was shown before is then not in the recording. */
  async #screenOf({ pty_id }: PtyInfo): Promise<PtyScreen | null> {
    try {
      return await this.#ports.agent().ptyScreen(pty_id);
    } catch (error) {
      if (error instanceof EngineError && error.refusal.reason_code === "not_found") return null;
      throw error;
    }
  }

  #begin(
    pty: PtyInfo,
    { generation, by }: Wanted,
    at: { readonly offset: number; readonly cols: number; readonly rows: number },
    screen: PtyScreen | null = null,
  ): void {
    const now = this.#ports.now();
    const recording = newRecording(pty, { generation, by, now, at });
    this.rows.put(recording);
    const cast = castOf(recording, now);
    if (screen) cast.screen(screen, now);
    this.#record(recording, cast);
    this.#ports.changed();
  }

  #record(recording: Recording, cast: Cast): void {
    const { tap, now, announce, changed } = this.#ports;
    const { recording_id, terminal_id, by } = recording;
    const recorder = new Recorder(recording, cast, {
      rows: this.rows,
      store: this.store,
      tap,
      now,
      over: () => announce(terminal_id, { kind: "recording", on: false, by }),
      ended: () => {
        this.#recorders.delete(recording_id);
        changed();
        // Somebody may have asked for it anew while this one was ending.
        if (this.#wanted) void this.look();
      },
    });
    this.#recorders.set(recording_id, recorder);
    announce(terminal_id, { kind: "recording", on: true, by });
  }

  #endThoseWithout(ptys: readonly PtyInfo[], wanted: Wanted): void {
    for (const recording of this.rows.open()) {
      if (this.#recorders.has(recording.recording_id)) continue;
      if (!ptys.some((pty) => isOf(recording, pty, wanted))) this.#end(recording, "closed");
    }
  }

  #end(recording: Recording, reason: RecordingEnd): void {
    const recorder = this.#recorders.get(recording.recording_id);
    if (recorder) {
      recorder.end(reason);
      return;
    }
    // Left by a crash: it ends where its storage does.
    if (recording.segments === 0) this.rows.delete(recording.recording_id);
    else this.rows.put(endedAsStored(recording, reason));
    this.#ports.changed();
  }
}

function isOf(recording: Recording, { pty_id }: PtyInfo, { generation }: Wanted): boolean {
  return recording.terminal_id === pty_id && recording.generation === generation;
}
