import type { RecordingNotice } from "../../domain/presence.ts";
import {
  CLOSE_CODES,
  encodeFrame,
  type FromPtyFrame,
  type Hello,
  type ToPtyFrame,
} from "../../domain/protocol.ts";
import type { AgentClient } from "../../engines/agent-client.ts";
import type { SocketViewer } from "../contract.ts";
import { Audience } from "./audience.ts";
import { CatchUp, type CaughtUp } from "./catch-up.ts";
import { KEPT_BYTES, PtyStream } from "./pty-stream.ts";
import type { TapHandle, TerminalTap } from "./tap.ts";
import { type Reader, TapReader, TapRefused } from "./tap-reader.ts";
import { TerminalViewer } from "./viewer.ts";
import { ViewerInput } from "./viewer-input.ts";

/** Output that all viewers together may have unacknowledged, bytes, and what each may in any case. */
const WINDOWS_BYTES = 32 * 1024 * 1024;
const SMALLEST_WINDOW = 256 * 1024;
const LARGEST_WINDOW = 2 * 1024 * 1024;
/** How long a newcomer waits for an agent that does not answer, ms. */
const JOIN_MS = 15_000;
/** A viewer that has been brought up from the agent this often without arriving is too slow. */
const MAX_BACKLOGS = 5;
const TICK_MS = 5_000;

/**
 * One PTY and who reads it: viewers, and taps inside the object. One socket brings the output from the agent; each frame
 * goes on as it came to who is up to date, the others read on from the tape as their windows allow. The agent is
 * acknowledged at the pace of the fastest viewer, but no further than every tap: so a lone viewer misses nothing however
 * slow it is, and among many the slow ones are dropped without holding up the rest. Nothing is stored: after a restart of
 * this object everybody resumes by offset.
 */
export class TerminalRelay {
  readonly #pty_id: string;
  readonly #agent: AgentClient;
  readonly #now: () => number;
  readonly #onEmpty: () => void;
  readonly #catchUp: CatchUp;
  readonly #audience = new Audience((size) => this.#stream?.resize(size));
  readonly #viewers = new Set<TerminalViewer>();
  readonly #taps = new Set<TapReader>();
  readonly #tick: ReturnType<typeof setInterval>;
  #stream: PtyStream | null = null;
  #recording: RecordingNotice | null;
  #fastest = 0;
  #closed = false;

  constructor(
    pty_id: string,
    agent: AgentClient,
    now: () => number,
    recording: RecordingNotice | null,
    onEmpty: () => void,
  ) {
    this.#pty_id = pty_id;
    this.#agent = agent;
    this.#now = now;
    this.#recording = recording;
    this.#onEmpty = onEmpty;
    this.#catchUp = new CatchUp(agent, pty_id);
    this.#tick = setInterval(() => this.#look(), TICK_MS);
  }

  /** Takes over the server's end of a viewer's socket. `offset` is what it has already; it gets what follows, once, in order. */
  async join(socket: WebSocket, id: string, who: SocketViewer, offset: number | undefined): Promise<void> {
    const viewer = new TerminalViewer(socket, id, who, {
      now: this.#now,
      window: () => this.#window,
      received: (from, frame, message) => this.#received(from, frame, message),
      over: (from, code, reason) => this.#drop(from, code, reason),
    });
    const earlier = [...this.#viewers].filter((other) => other.id === id);
    this.#viewers.add(viewer);
    for (const other of earlier) this.#drop(other, 1000, "replaced");
    viewer.open();
    const input = viewer.mayType ? this.#openInput(viewer) : 0;
    const code = await this.#bring(viewer, offset, input, (hello) => {
      viewer.send({ type: "hello", hello: { ...hello, role: who.role } });
    });
    if (code !== null) this.#drop(viewer, code, REASONS[code] ?? "the terminal can't be reached");
    else if (this.#viewers.has(viewer)) {
      if (this.#recording?.on) viewer.sendRaw(noticeFrame(this.#recording));
      this.#audience.arrive(viewer);
    }
  }

  /** Rejects with TapRefused. */
  async tap(tap: TerminalTap, offset: number | undefined): Promise<TapHandle> {
    const reader = new TapReader(tap);
    this.#taps.add(reader);
    const code = await this.#bring(reader, offset, 0, (hello) => tap.receive({ type: "hello", hello }));
    if (code !== null || !this.#taps.has(reader)) {
      this.#taps.delete(reader);
      this.#leaveIfEmpty();
      throw new TapRefused(code ?? CLOSE_CODES.failed);
    }
    return {
      ack: (to) => {
        reader.feed.acknowledge(to);
        this.#flow();
      },
      leave: () => {
        if (!this.#taps.delete(reader)) return;
        this.#flow();
        this.#leaveIfEmpty();
      },
    };
  }

  announce(notice: RecordingNotice): void {
    this.#recording = notice;
    const frame = noticeFrame(notice);
    for (const viewer of this.#viewers) if (viewer.feed.sent !== null) viewer.sendRaw(frame);
  }

  /** Closes everything, e.g. when the sandbox stops or access changed. */
  close(code: number, reason: string): void {
    for (const reader of this.#readers()) this.#drop(reader, code, reason);
    this.#leaveIfEmpty();
  }

  /** Whether somebody looks at it, not only what records it. */
  get watched(): boolean {
    return this.#viewers.size > 0;
  }

  get #window(): number {
    const share = Math.floor(WINDOWS_BYTES / Math.max(1, this.#viewers.size));
    return Math.min(Math.max(share, SMALLEST_WINDOW), LARGEST_WINDOW);
  }

  #readers(): Reader[] {
    return [...this.#viewers, ...this.#taps];
  }

  #has(reader: Reader): boolean {
    return this.#viewers.has(reader as TerminalViewer) || this.#taps.has(reader as TapReader);
  }

  /** Greets a reader and sets it on its way. Answers the code to close it with when that can't be done. */
  async #bring(
    reader: Reader,
    offset: number | undefined,
    input: number | Promise<number>,
    greet: (hello: Hello) => void,
  ): Promise<number | null> {
    try {
      const [code, input_offset] = await patient(Promise.all([this.#attached(offset), input]));
      if (code !== null) return code;
      const stream = this.#stream;
      if (!stream || !this.#has(reader)) return CLOSE_CODES.failed;
      const caught = this.#reaches(stream, offset) ? null : await this.#catchUp.from(offset);
      if (caught?.is === "gone") return CLOSE_CODES.gone;
      const ahead = caught !== null && caught.is !== "backlog" && (offset ?? 0) > stream.tape.endOffset;
      if (ahead) return CLOSE_CODES.bad_frame;
      if (this.#stream !== stream || !this.#has(reader)) return CLOSE_CODES.failed;
      // From here on nothing waits, so no output can come in between.
      greet(this.#hello(stream, caught, input_offset));
      this.#begin(reader, stream, offset, caught);
      return null;
    } catch (error) {
      console.warn(`terminal ${this.#pty_id}: a reader could not join: ${String(error)}`);
      return CLOSE_CODES.failed;
    }
  }

  /** Whether the tape has what a reader at `offset` needs. */
  #reaches({ tape, base }: PtyStream, offset: number | undefined): boolean {
    if (offset === undefined) return tape.firstOffset === 0 || base !== null;
    if (offset > tape.endOffset) return false;
    return offset >= tape.firstOffset || (base?.from != null && offset <= base.from);
  }

  #begin(reader: Reader, stream: PtyStream, offset: number | undefined, caught: CaughtUp | null): void {
    const { tape, base } = stream;
    const { feed } = reader;
    if (caught?.is === "backlog") feed.beginWithBacklog(caught.backlog, offset);
    else if (offset !== undefined && offset >= tape.firstOffset) feed.begin(stream, offset, undefined);
    else if (base && caught === null) feed.beginWithScreen(base, offset);
    else feed.begin(stream, tape.firstOffset, offset);
    this.#pump(reader);
  }

  #hello(stream: PtyStream, caught: CaughtUp | null, input_offset: number): Hello {
    const { tape, hello, exit } = stream;
    const offset = Math.max(tape.endOffset, caught?.is === "backlog" ? caught.backlog.to : 0);
    return {
      pty_id: this.#pty_id,
      generation: hello.generation,
      first_offset: Math.min(offset, Math.max(hello.first_offset, offset - KEPT_BYTES)),
      offset,
      ...tape.size,
      input_offset,
      exit: exit ?? hello.exit ?? null,
    };
  }

  /** Null once the stream is attached; it is opened where its first reader is, `since`. */
  async #attached(since: number | undefined): Promise<number | null> {
    for (;;) {
      const mine = this.#stream === null;
      this.#stream ??= this.#open(since);
      const stream = this.#stream;
      const code = await stream.ready;
      if (code === null) return null;
      if (this.#stream === stream) this.#stream = null;
      // The offset that never was may have been another's.
      if (mine || code !== CLOSE_CODES.bad_frame || this.#closed) return code;
    }
  }

  #open(since: number | undefined): PtyStream {
    return new PtyStream(this.#agent, this.#pty_id, since, {
      now: this.#now,
      attached: () => this.#audience.steer(),
      output: (offset, data, message) => this.#output(offset, data, message),
      sized: (message) => {
        const at = this.#stream?.tape.endOffset ?? 0;
        for (const reader of this.#readers()) reader.feed.sized(at, message);
      },
      dropped: (to) => {
        for (const reader of this.#readers()) reader.feed.dropped(to);
      },
      screen: (offset, message) => {
        for (const reader of this.#readers()) reader.feed.screen(offset, message);
      },
      exited: () => {
        for (const reader of this.#readers()) this.#pump(reader);
      },
      ended: (code, reason) => this.close(code, reason),
    });
  }

  #output(offset: number, data: Uint8Array, message: Uint8Array): void {
    const first = this.#stream?.tape.firstOffset ?? 0;
    for (const tap of this.#taps) {
      tap.feed.output(offset, data, message);
      if ((tap.feed.sent ?? first) < first) this.#pump(tap);
    }
    for (const viewer of this.#viewers) {
      const { feed } = viewer;
      feed.output(offset, data, message);
      if ((feed.sent ?? first) < first) this.#pump(viewer);
    }
  }

  #pump(reader: Reader): void {
    const stream = this.#stream;
    if (!stream || reader.feed.pump(stream)) return;
    const { feed } = reader;
    if (reader.mayMiss && (feed.backlogs === 0 || feed.backlogs >= MAX_BACKLOGS)) {
      this.#drop(reader, CLOSE_CODES.too_slow, "too slow: resume by offset");
    } else void this.#bringUp(reader);
  }

  /** The tape moved on while a reader was still on its way to it. */
  async #bringUp(reader: Reader): Promise<void> {
    const { feed } = reader;
    const from = feed.sent ?? 0;
    feed.waiting = true;
    try {
      const caught = await this.#catchUp.from(from);
      if (!this.#has(reader)) return;
      feed.waiting = false;
      if (caught.is !== "backlog") this.#drop(reader, CLOSE_CODES.too_slow, "too slow: resume by offset");
      else {
        feed.beginWithBacklog(caught.backlog, from);
        this.#pump(reader);
      }
    } catch (error) {
      console.warn(`terminal ${this.#pty_id}: a reader could not be brought up: ${String(error)}`);
      this.#drop(reader, CLOSE_CODES.failed, "the terminal can't be reached");
    }
  }

  #openInput(viewer: TerminalViewer): Promise<number> {
    return new Promise((resolve) => {
      viewer.input = new ViewerInput(this.#agent, this.#pty_id, viewer.id, {
        now: this.#now,
        ready: resolve,
        acknowledged: (offset) => viewer.send({ type: "input_ack", offset }),
        ended: (code, reason) => this.#drop(viewer, code, reason),
      });
    });
  }

  #received(viewer: TerminalViewer, frame: ToPtyFrame, message: Uint8Array): void {
    switch (frame.type) {
      case "input": {
        const code = viewer.input?.take(frame, message);
        if (code !== undefined) this.#drop(viewer, code, REASONS[code] ?? "too much input");
        else if (viewer.mayType) this.#audience.acted(viewer);
        return;
      }
      case "claim":
        if (viewer.mayType) this.#audience.acted(viewer);
        return;
      case "resize":
        if (viewer.mayType) this.#audience.wants(viewer, { cols: frame.cols, rows: frame.rows });
        return;
      case "ack":
        if (frame.offset > (viewer.feed.sent ?? 0)) {
          this.#drop(viewer, CLOSE_CODES.bad_frame, "acknowledged what was never sent");
          return;
        }
        viewer.feed.acknowledge(frame.offset);
        this.#fastest = Math.max(this.#fastest, frame.offset);
        this.#pump(viewer);
        this.#flow();
        return;
      case "ping":
        return; // answered by the viewer itself
    }
  }

  #flow(): void {
    let to = this.#viewers.size > 0 ? this.#fastest : Number.POSITIVE_INFINITY;
    for (const { feed } of this.#taps) to = Math.min(to, feed.acked);
    if (Number.isFinite(to)) this.#stream?.ack(to);
  }

  #look(): void {
    for (const viewer of this.#viewers) viewer.tick();
  }

  #drop(reader: Reader, code: number, reason: string): void {
    if (reader instanceof TapReader) {
      if (!this.#taps.delete(reader)) return;
    } else {
      const viewer = reader as TerminalViewer;
      if (!this.#viewers.delete(viewer)) return;
      const replaced = [...this.#viewers].some((other) => other.id === viewer.id);
      if (!replaced) this.#audience.leave(viewer.id);
    }
    reader.end(code, reason);
    this.#flow();
    this.#leaveIfEmpty();
  }

  /** With nobody reading the agent drains the PTY into its own ring. */
  #leaveIfEmpty(): void {
    if (this.#closed || this.#viewers.size > 0 || this.#taps.size > 0) return;
    this.#closed = true;
    clearInterval(this.#tick);
    this.#audience.stop();
    this.#stream?.close();
    this.#onEmpty();
  }
}

function noticeFrame(notice: RecordingNotice): Uint8Array {
  return encodeFrame({ type: "notice", notice: { ...notice } } satisfies FromPtyFrame);
}

async function patient<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the agent does not answer")), JOIN_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const REASONS: Readonly<Record<number, string>> = {
  [CLOSE_CODES.bad_frame]: "an offset that never was",
  [CLOSE_CODES.gone]: "the terminal is gone",
  [CLOSE_CODES.generation_changed]: "the sandbox was started again",
};
