import type { LinkStatus } from "../../app/live/connection/reconnecting-socket.ts";
import type { Held } from "../../app/live/terminal/terminal-input.ts";
import { isHover, isReport } from "../../app/live/terminal/terminal-reports.ts";
import { TerminalSocket } from "../../app/live/terminal/terminal-socket.ts";
import type { Hello, Notice } from "../../workers/domain/protocol.ts";
import { type Api, sandboxPath } from "../api.ts";
import { type AttachEnd, closedBecause } from "./end.ts";
import { nodeWorld } from "./node-world.ts";
import { OwnKeys, type Pressed } from "./own-keys.ts";
import { OwnScreen } from "./own-screen.ts";

export const KEYS =
  "Ctrl-\\ d detaches, Ctrl-\\ s sends and Ctrl-\\ x discards what is held, Ctrl-\\ Ctrl-\\ types Ctrl-\\";
const BELL = "\x07";
/** Between looks whether the terminal takes more of what was pasted, ms. */
const FULL_MS = 20;

/** What a person types with; paused while a paste is longer than what may be under way. */
type Keyboard = Pick<NodeJS.ReadStream, "pause" | "resume">;

export interface AttachTarget {
  /** The sandbox's. */
  readonly name: string;
  readonly terminal_id: string;
}

/** One sandbox's terminal on the person's own, from the first byte to the end. Both must be terminals. */
export class Attached {
  readonly #keyboard: Keyboard;
  readonly #stdout: NodeJS.WriteStream;
  readonly #socket: TerminalSocket;
  readonly #screen: OwnScreen;
  readonly #keys = new OwnKeys();
  readonly #ended = Promise.withResolvers<AttachEnd>();
  #readOnly = false;
  #broken = false;
  #held: Held | null = null;
  /** Typed, in order, and not yet taken by the socket. */
  #typed: Uint8Array[] = [];
  /** Output that was no longer kept when this viewer came back, bytes. */
  lost = 0;

  constructor(
    api: Api,
    target: AttachTarget,
    { stdin, stdout }: { stdin: Keyboard; stdout: NodeJS.WriteStream },
  ) {
    this.#keyboard = stdin;
    this.#stdout = stdout;
    const { name, terminal_id } = target;
    const record = sandboxPath(name);
    const path = `${record}/terminals/${encodeURIComponent(terminal_id)}`;
    const viewer = `cli-${crypto.randomUUID()}`;
    const address = { path, record, viewer, afterBreak: () => "ask" as const };
    this.#screen = new OwnScreen(stdout, (offset) => this.#socket.shown(offset));
    this.#socket = new TerminalSocket(nodeWorld(api), address, {
      onStatus: (status) => this.#statusChanged(status),
      onHello: (hello) => this.#greeted(hello),
      onStream: (frame) => this.#screen.push(frame),
      onDropped: (bytes) => {
        this.lost += bytes;
      },
      // After what it has written last.
      onExit: (exit) => stdout.write("", () => this.#end({ type: "exited", exit })),
      onLatency: () => {},
      onNotice: (notice) => this.#noticed(notice),
      onHeld: (held) => {
        this.#held = held;
      },
    });
  }

  /** Resolves when it is over; `restoring` then puts the person's terminal back. */
  async run(): Promise<AttachEnd> {
    this.resized();
    this.#socket.connect();
    const end = await this.#ended.promise;
    this.#socket.stop();
    return end;
  }

  get restoring(): string {
    return this.#screen.restoring();
  }

  resized(): void {
    const { columns, rows } = this.#stdout;
    if (columns > 0 && rows > 0) this.#socket.propose(columns, rows);
  }

  pressed(data: Uint8Array): void {
    for (const pressed of this.#keys.push(data)) this.#act(pressed);
  }

  signalled(signal: "SIGTERM" | "SIGHUP"): void {
    this.#end({ type: "signalled", signal });
  }

  #act(pressed: Pressed): void {
    switch (pressed.type) {
      case "input":
        this.#type(pressed.data);
        break;
      case "detach":
        this.#end({ type: "detached" });
        break;
      case "send_held":
        this.#socket.input.sendHeld();
        break;
      case "discard_held":
        this.#socket.input.discardHeld();
        break;
      case "help":
        this.#screen.note(KEYS);
        break;
    }
  }

  #type(data: Uint8Array): void {
    const text = Buffer.from(data).toString("latin1");
    if (isReport(text)) {
      if (this.#screen.driving) this.#socket.input.answer(data);
    } else if (isHover(text) && !this.#screen.driving) {
      // Nobody is at work for that alone.
    } else if (this.#readOnly) this.#stdout.write(BELL);
    else {
      this.#typed.push(data);
      if (this.#typed.length === 1) this.#hand();
    }
  }

  /** Hands over what was typed as the socket takes it; while the connection is lost, what does not fit is refused. */
  #hand(): void {
    while (this.#typed[0] && this.#socket.input.type(this.#typed[0])) this.#typed.shift();
    if (this.#typed.length > 0 && !this.#broken) {
      this.#keyboard.pause();
      setTimeout(() => this.#hand(), FULL_MS);
      return;
    }
    if (this.#typed.length > 0) this.#stdout.write(BELL);
    this.#typed = [];
    this.#keyboard.resume();
  }

  #statusChanged(status: LinkStatus): void {
    switch (status.kind) {
      case "connecting":
        break;
      case "open":
        if (this.#broken) this.#screen.note(`connected again${heldWords(this.#held)}`);
        this.#broken = false;
        break;
      case "waiting":
        if (!this.#broken)
          this.#screen.note(
            "the connection is lost; trying again, holding what you type (Ctrl-\\ d detaches)",
          );
        this.#broken = true;
        break;
      case "closed":
        this.#end({ type: "closed", failure: closedBecause(status.code, status.reason) });
        break;
    }
  }

  #greeted(hello: Hello): void {
    this.#screen.replayedUntil(hello.offset);
    this.#readOnly = hello.role === "view";
  }

  #noticed({ kind, you, driver }: Notice): void {
    if (kind === "presence") this.#screen.driving = you === driver;
  }

  #end(end: AttachEnd): void {
    this.#ended.resolve(end);
  }
}

function heldWords(held: Held | null): string {
  return held
    ? `; ${held.bytes} bytes were typed meanwhile: Ctrl-\\ s sends them, Ctrl-\\ x discards them`
    : "";
}
