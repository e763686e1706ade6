import { decodeFromPty, decodeToPty, encodeFrame, type Hello, type PtyExit } from "../../domain/protocol.ts";
import { Scrollback } from "../../domain/scrollback.ts";
import type { AgentClient } from "../../engines/agent-client.ts";
import type { SocketViewer } from "../contract.ts";
import { TerminalViewer } from "./viewer.ts";

/** Output kept here for viewers that come back, bytes; the agent keeps as much again. */
const KEPT_BYTES = 2 * 1024 * 1024;
/** A viewer that owes acknowledgements and has been silent this long no longer holds up the others, ms. */
const SILENCE_MS = 30_000;
/** Acknowledgements upstream are sent in steps of this many bytes, or when everything was shown. */
const ACK_STEP = 32 * 1024;

/**
 * One PTY and its viewers. One socket brings the output from the agent; each frame goes on as it came. The agent is
 * acknowledged at the pace of the fastest viewer: so a lone viewer misses nothing however slow it is, and among many the
 * slow ones are dropped without holding up the rest. Nothing is stored; a restart closes the sockets and everybody
 * resumes by offset.
 */
export class TerminalRelay {
  readonly #pty_id: string;
  readonly #agent: AgentClient;
  readonly #now: () => number;
  readonly #onEmpty: () => void;
  readonly #viewers = new Set<TerminalViewer>();
  #ring: Scrollback | null = null;
  #upstream: WebSocket | null = null;
  #opening: Promise<Hello> | null = null;
  #hello: Hello | null = null;
  #size: { cols: number; rows: number } | null = null;
  #exit: PtyExit | null = null;
  #acked = 0;
  #watch: ReturnType<typeof setInterval> | null = null;

  constructor(pty_id: string, agent: AgentClient, now: () => number, onEmpty: () => void) {
    this.#pty_id = pty_id;
    this.#agent = agent;
    this.#now = now;
    this.#onEmpty = onEmpty;
  }

  get viewers(): number {
    return this.#viewers.size;
  }

  /** Takes over the server's end of a viewer's socket. `offset` is what it has already; it gets what follows, once, in order. */
  async join(socket: WebSocket, viewer_id: string, who: SocketViewer, offset: number): Promise<void> {
    for (const other of this.#viewers) {
      if (other.id === viewer_id) this.#drop(other, 1000, "replaced");
    }
    const viewer = new TerminalViewer(socket, viewer_id, who, offset, this.#now());
    socket.accept();
    this.#viewers.add(viewer);
    socket.addEventListener("message", (event) => this.#fromViewer(viewer, event.data));
    socket.addEventListener("close", () => this.#drop(viewer, 1000, "closed"));
    socket.addEventListener("error", () => this.#drop(viewer, 1011, "socket error"));
    try {
      await this.#open(offset);
      const input_offset = viewer.mayType ? await this.#openInput(viewer) : 0;
      await this.#catchUp(viewer, offset, input_offset);
    } catch (error) {
      console.warn(`terminal ${this.#pty_id}: a viewer could not join: ${String(error)}`);
      this.#drop(viewer, 4500, "the terminal can't be reached");
    }
  }

  /** Closes everything, e.g. when the sandbox stops or access changed. */
  close(code: number, reason: string): void {
    for (const viewer of [...this.#viewers]) this.#drop(viewer, code, reason);
    this.#closeUpstream();
  }

  #open(offset: number): Promise<Hello> {
    this.#opening ??= this.#openUpstream(offset).catch((error) => {
      this.#closeUpstream();
      throw error;
    });
    return this.#opening;
  }

  async #openUpstream(offset: number): Promise<Hello> {
    const socket = await this.#agent.attachPty(this.#pty_id, { since: offset, viewer: "relay" });
    socket.binaryType = "arraybuffer";
    this.#upstream = socket;
    this.#watch = setInterval(() => this.#dropSilent(), SILENCE_MS / 3);
    return new Promise((resolve, reject) => {
      socket.addEventListener("message", (event) => {
        const hello = this.#fromPty(new Uint8Array(event.data as ArrayBuffer));
        if (hello) resolve(hello);
      });
      const ended = (code: number, reason: string) => {
        reject(new Error(`the agent closed the terminal (${code} ${reason})`));
        if (this.#upstream === socket)
          this.close(code >= 4000 ? code : 4500, reason || "connection to the sandbox lost");
      };
      socket.addEventListener("close", (event) => ended(event.code, event.reason));
      socket.addEventListener("error", () => ended(4500, "connection to the sandbox lost"));
      socket.accept();
    });
  }

  /** Answers the hello when this frame is one. */
  #fromPty(message: Uint8Array): Hello | null {
    const decoded = decodeFromPty(message);
    if (!decoded.ok) {
      console.error(`terminal ${this.#pty_id}: the agent sent a bad frame: ${decoded.problem}`);
      this.close(4500, "bad frame from the agent");
      return null;
    }
    const { frame } = decoded;
    switch (frame.type) {
      case "hello":
        this.#hello = frame.hello;
        this.#size = { cols: frame.hello.cols, rows: frame.hello.rows };
        this.#exit = frame.hello.exit ?? null;
        return frame.hello;
      case "output":
        this.#output(frame.offset, frame.data, message);
        return null;
      case "size":
        this.#size = { cols: frame.cols, rows: frame.rows };
        this.#broadcast(message);
        return null;
      case "exit":
        this.#exit = frame.exit;
        this.#broadcast(message);
        return null;
      case "dropped":
        // What the ring held ends before the gap: begin anew after it, and tell those who were live.
        this.#ring = new Scrollback(KEPT_BYTES, frame.to);
        for (const viewer of this.#viewers) {
          if (viewer.sent === null) continue;
          viewer.sendRaw(message);
          viewer.sent = frame.to;
        }
        return null;
      case "screen":
      case "input_ack":
      case "pong":
      case "notice":
        return null;
    }
  }

  #output(offset: number, data: Uint8Array, message: Uint8Array): void {
    this.#ring ??= new Scrollback(KEPT_BYTES, offset);
    this.#ring.append(data);
    for (const viewer of this.#viewers) {
      if (viewer.sent !== offset) continue;
      viewer.sendRaw(message);
      viewer.sent = offset + data.byteLength;
      if (viewer.tooSlow) this.#drop(viewer, 4429, "too slow: resume by offset");
    }
  }

  #broadcast(message: Uint8Array): void {
    for (const viewer of this.#viewers) if (viewer.sent !== null) viewer.sendRaw(message);
  }

  async #openInput(viewer: TerminalViewer): Promise<number> {
    const socket = await this.#agent.attachPty(this.#pty_id, { viewer: viewer.id, output: false });
    socket.binaryType = "arraybuffer";
    viewer.input = socket;
    return new Promise((resolve, reject) => {
      socket.addEventListener("message", (event) => {
        const message = new Uint8Array(event.data as ArrayBuffer);
        const decoded = decodeFromPty(message);
        if (!decoded.ok) {
          this.#drop(viewer, 4500, decoded.problem);
          return;
        }
        if (decoded.frame.type === "hello") resolve(decoded.frame.hello.input_offset);
        if (decoded.frame.type === "input_ack") viewer.sendRaw(message);
      });
      socket.addEventListener("close", (event) => {
        reject(new Error(`the agent closed the input (${event.code} ${event.reason})`));
        // A terminal whose program ended takes no input, but its last screen stays readable.
        if (viewer.input === socket && !this.#exit)
          this.#drop(viewer, event.code >= 4000 ? event.code : 4500, event.reason);
      });
      socket.accept();
    });
  }

  /** Sends hello and everything from `offset` to now, from the agent's memory where ours begins later. */
  async #catchUp(viewer: TerminalViewer, offset: number, input_offset: number): Promise<void> {
    let at = offset;
    let older: { offset: number; data: Uint8Array } | null = null;
    if (this.#ring && at < this.#ring.firstOffset) older = await this.#agent.ptyOutput(this.#pty_id, at);
    // From here on nothing waits, so no output can come in between.
    const ring = this.#ring;
    const end = ring?.endOffset ?? this.#hello?.offset ?? 0;
    const first_offset = older?.offset ?? ring?.firstOffset ?? this.#hello?.first_offset ?? 0;
    viewer.send({
      type: "hello",
      hello: {
        pty_id: this.#pty_id,
        generation: this.#hello?.generation ?? 0,
        first_offset: Math.min(first_offset, end),
        offset: end,
        cols: this.#size?.cols ?? 80,
        rows: this.#size?.rows ?? 24,
        input_offset,
        role: viewer.who.role,
        exit: this.#exit,
      },
    });
    if (at > end) at = end;
    if (older && ring) {
      if (older.offset > at) viewer.send({ type: "dropped", from: at, to: older.offset });
      at = Math.max(at, older.offset);
      const missing = older.data.subarray(at - older.offset, Math.max(0, ring.firstOffset - older.offset));
      viewer.sendOutput(at, missing);
      at += missing.byteLength;
    }
    if (ring && at < ring.firstOffset) {
      viewer.send({ type: "dropped", from: at, to: ring.firstOffset });
      at = ring.firstOffset;
    }
    viewer.acked = at;
    // Before any output has come the upstream still has everything from `offset` to send.
    if (ring) viewer.sendOutput(at, ring.copy(at, ring.endOffset).frame);
    else viewer.sent = at;
    if (this.#exit) viewer.send({ type: "exit", exit: this.#exit });
  }

  #fromViewer(viewer: TerminalViewer, message: unknown): void {
    if (!(message instanceof ArrayBuffer)) {
      this.#drop(viewer, 4400, "text frames are not part of the protocol");
      return;
    }
    const decoded = decodeToPty(message);
    if (!decoded.ok) {
      this.#drop(viewer, 4400, decoded.problem);
      return;
    }
    viewer.seen_at = this.#now();
    const { frame } = decoded;
    switch (frame.type) {
      case "input":
      case "resize":
        // Read-only is decided here, not in the page.
        if (viewer.mayType) viewer.input?.send(message);
        return;
      case "ping":
        viewer.send({ type: "pong", nonce: frame.nonce });
        return;
      case "ack":
        if (frame.offset > (viewer.sent ?? 0)) {
          this.#drop(viewer, 4400, "acknowledged what was never sent");
          return;
        }
        viewer.acked = Math.max(viewer.acked, frame.offset);
        this.#ackUpstream();
        return;
    }
  }

  #ackUpstream(): void {
    let fastest = this.#acked;
    for (const viewer of this.#viewers) fastest = Math.max(fastest, viewer.acked);
    const end = this.#ring?.endOffset ?? 0;
    if (fastest - this.#acked < ACK_STEP && fastest < end) return;
    if (fastest === this.#acked) return;
    this.#acked = fastest;
    this.#upstream?.send(encodeFrame({ type: "ack", offset: fastest }));
  }

  #dropSilent(): void {
    for (const viewer of [...this.#viewers]) {
      if (viewer.owes && this.#now() - viewer.seen_at > SILENCE_MS)
        this.#drop(viewer, 4429, "silent: resume by offset");
    }
  }

  #drop(viewer: TerminalViewer, code: number, reason: string): void {
    if (!this.#viewers.delete(viewer)) return;
    viewer.closeWith(code, reason);
    if (this.#viewers.size === 0) {
      this.#closeUpstream();
      this.#onEmpty();
    }
  }

  /** With nobody looking the agent drains the PTY into its own ring. */
  #closeUpstream(): void {
    const socket = this.#upstream;
    this.#upstream = null;
    this.#opening = null;
    this.#ring = null;
    this.#acked = 0;
    if (this.#watch !== null) clearInterval(this.#watch);
    this.#watch = null;
    socket?.close(1000, "nobody is looking");
  }
}
