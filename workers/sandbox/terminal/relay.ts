import { CLOSE_CODES, encodeFrame, type Hello, type ToPtyFrame } from "../../domain/protocol.ts";
import type { RecordingNotice } from "../../domain/sharing/presence.ts";
import type { AgentClient } from "../../engines/agent-client.ts";
import type { SocketViewer, ViewerMatch } from "../contract.ts";
import { isMatch } from "../viewers/viewer-match.ts";
import { arriving, begin, helloOf, whyNot } from "./arrival.ts";
import { Audience } from "./audience.ts";
import { CatchUp } from "./catch-up.ts";
import { patiently } from "./patiently.ts";
import { PtyStream } from "./pty-stream.ts";
import { Readers } from "./readers.ts";
import type { TapHandle, TerminalTap } from "./tap.ts";
import { type Reader, TapReader, TapRefused } from "./tap-reader.ts";
import { TerminalViewer } from "./viewer.ts";
import { ViewerInput } from "./viewer-input.ts";

/** How long a newcomer waits for an agent that does not answer, ms. */
const JOIN_MS = 15_000;
const LOOK_MS = 5_000;

/**
 * One PTY and who reads it. One socket brings the output from the agent, one for each viewer who may type takes its input
 * there; both come back by themselves after a cut. Nothing is stored: after a restart of this object everybody resumes by
 * offset.
 */
export class TerminalRelay {
  readonly #pty_id: string;
  readonly #agent: AgentClient;
  readonly #now: () => number;
  readonly #onEmpty: () => void;
  readonly #typed: (who: SocketViewer) => void;
  readonly #catchUp: CatchUp;
  readonly #readers: Readers;
  readonly #audience = new Audience((size) => this.#stream?.resize(size));
  readonly #looking: ReturnType<typeof setInterval>;
  #stream: PtyStream | null = null;
  #recording: RecordingNotice | null;
  #closed = false;

  constructor(
    pty_id: string,
    agent: AgentClient,
    now: () => number,
    recording: RecordingNotice | null,
    onEmpty: () => void,
    typed: (who: SocketViewer) => void = () => {},
  ) {
    this.#pty_id = pty_id;
    this.#agent = agent;
    this.#now = now;
    this.#recording = recording;
    this.#onEmpty = onEmpty;
    this.#typed = typed;
    this.#catchUp = new CatchUp(agent, pty_id);
    this.#readers = new Readers({
      stream: () => this.#stream,
      catchUp: this.#catchUp,
      over: (reader, code, reason) => this.#drop(reader, code, reason),
    });
    this.#looking = setInterval(() => {
      for (const viewer of this.#readers.viewers) viewer.look();
    }, LOOK_MS);
  }

  /**
   * Takes over the server's end of a viewer's socket. `offset` is what it has already, undefined: nothing; it gets what
   * follows, once, in order.
   */
  async join(socket: WebSocket, id: string, who: SocketViewer, offset: number | undefined): Promise<void> {
    const { viewers } = this.#readers;
    const viewer = new TerminalViewer(socket, id, who, {
      now: this.#now,
      window: () => this.#readers.window,
      received: (from, frame, message) => this.#received(from, frame, message),
      over: (from, code, reason) => this.#drop(from, code, reason),
    });
    const earlier = [...viewers].filter((other) => other.id === id);
    viewers.add(viewer);
    for (const other of earlier) this.#drop(other, 1000, "replaced");
    viewer.open();
    const input = viewer.mayType ? this.#openInput(viewer) : 0;
    const code = await this.#bring(viewer, offset, input, (hello) => {
      viewer.send({ type: "hello", hello: { ...hello, role: who.role } });
    });
    if (code !== null) this.#drop(viewer, code, whyNot(code));
    else if (viewers.has(viewer)) {
      if (this.#recording?.on) viewer.send({ type: "notice", notice: { ...this.#recording } });
      this.#audience.arrive(viewer);
    }
  }

  /** Rejects with TapRefused. */
  async tap(tap: TerminalTap, offset: number | undefined): Promise<TapHandle> {
    const reader = new TapReader(tap);
    this.#readers.taps.add(reader);
    const code = await this.#bring(reader, offset, 0, (hello) => tap.receive({ type: "hello", hello }));
    if (code !== null || !this.#readers.has(reader)) {
      this.#readers.delete(reader);
      this.#endIfEmpty();
      throw new TapRefused(code ?? CLOSE_CODES.failed);
    }
    return {
      ack: (to) => this.#readers.acknowledged(reader, to),
      leave: () => {
        this.#readers.delete(reader);
        this.#endIfEmpty();
      },
    };
  }

  /** Whether somebody looks at it, not only what records it. */
  get watched(): boolean {
    return this.#readers.viewers.size > 0;
  }

  /** Each socket of a guest, as their actor's id. */
  get guests(): string[] {
    return [...this.#readers.viewers].flatMap(({ isGuest, who }) => (isGuest ? [who.actor.id] : []));
  }

  announce(notice: RecordingNotice): void {
    this.#recording = notice;
    const frame = encodeFrame({ type: "notice", notice: { ...notice } });
    for (const viewer of this.#readers.viewers) if (viewer.feed.sent !== null) viewer.sendRaw(frame);
  }

  /** Closes everything, e.g. when the sandbox stops or access changed. */
  close(code: number, reason: string): void {
    for (const reader of this.#readers.all()) this.#drop(reader, code, reason);
    this.#endIfEmpty();
  }

  /** Answers how many. What they typed before this is the terminal's; nothing they type after it is. */
  closeMatching(match: ViewerMatch, code: number, reason: string): number {
    const lost = [...this.#readers.viewers].filter(({ who }) => isMatch(match, who));
    for (const viewer of lost) this.#drop(viewer, code, reason);
    return lost.length;
  }

  /** Greets a reader and sets it on its way. Answers the code to close it with when that can't be done. */
  async #bring(
    reader: Reader,
    offset: number | undefined,
    input: number | Promise<number>,
    greet: (hello: Hello) => void,
  ): Promise<number | null> {
    try {
      const [code, input_offset] = await patiently(JOIN_MS, Promise.all([this.#attached(offset), input]));
      const stream = this.#stream;
      if (code !== null || !stream) return code ?? CLOSE_CODES.failed;
      const arrival = await arriving(stream, this.#catchUp, offset);
      if (arrival === "gone") return CLOSE_CODES.gone;
      if (arrival === "ahead") return CLOSE_CODES.bad_frame;
      if (this.#stream !== stream || !this.#readers.has(reader)) return CLOSE_CODES.failed;
      // From here on nothing waits, so no output can come in between.
      greet(helloOf(stream, arrival, input_offset));
      begin(reader.feed, stream, arrival);
      this.#readers.pump(reader);
      return null;
    } catch (error) {
      console.warn(`terminal ${this.#pty_id}: a reader could not join: ${String(error)}`);
      return CLOSE_CODES.failed;
    }
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
      output: (offset, data, message) => this.#readers.output(offset, data, message),
      sized: (message) => this.#readers.sized(message),
      dropped: (to) => this.#readers.dropped(to),
      screen: (offset, message) => this.#readers.screen(offset, message),
      exited: () => this.#readers.exited(),
      ended: (code, reason) => this.close(code, reason),
    });
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

  /** Read-only is decided here, not in the page. */
  #received(viewer: TerminalViewer, frame: ToPtyFrame, message: Uint8Array): void {
    switch (frame.type) {
      case "input": {
        if (!viewer.mayType) return;
        const code = viewer.input?.take(frame, message);
        if (code === undefined) {
          this.#audience.acted(viewer);
          this.#typed(viewer.who);
        } else
          this.#drop(viewer, code, code === CLOSE_CODES.bad_frame ? "gap in the input" : "too much input");
        return;
      }
      case "claim":
        if (viewer.mayType) this.#audience.acted(viewer);
        return;
      case "resize":
        if (viewer.mayType) this.#audience.wants(viewer, { cols: frame.cols, rows: frame.rows });
        return;
      case "ack":
        if (frame.offset <= (viewer.feed.sent ?? 0)) this.#readers.acknowledged(viewer, frame.offset);
        else this.#drop(viewer, CLOSE_CODES.bad_frame, "acknowledged what was never sent");
        return;
      case "ping":
        return; // answered by the viewer itself
    }
  }

  #drop(reader: Reader, code: number, reason: string): void {
    if (!this.#readers.delete(reader)) return;
    if (reader instanceof TerminalViewer) {
      const replaced = [...this.#readers.viewers].some((other) => other.id === reader.id);
      if (!replaced) this.#audience.leave(reader.id);
    }
    reader.end(code, reason);
    this.#endIfEmpty();
  }

  /** With nobody reading the agent drains the PTY into its own ring. */
  #endIfEmpty(): void {
    if (this.#closed || !this.#readers.none) return;
    this.#closed = true;
    clearInterval(this.#looking);
    this.#audience.stop();
    this.#stream?.close();
    this.#onEmpty();
  }
}
