/** One terminal: a program on a PTY, its last output on a tape, the screen before that, its viewers. */
import type { ChildProcess } from "node:child_process";
import { closeSync } from "node:fs";
import type { ReadStream } from "node:tty";
import { CLOSE_CODES, INPUT_WINDOW, type PtyExit } from "../../workers/domain/protocol.ts";
import { type Size, Tape } from "../../workers/domain/terminal/tape.ts";
import type { PtyInfo, PtyRequest } from "../../workers/engines/agent-api.ts";
import type { ActivityClock } from "./activity.ts";
import { workingDirectory } from "./command.ts";
import { childStdio, hideFromChildren, release } from "./descriptors.ts";
import { lazyNode } from "./lazy-node.ts";
import { endTree, GROUP_VARIABLE } from "./process-tree.ts";
import { PtyInput } from "./pty-input.ts";
import { ptyNative } from "./pty-native.ts";
import { PtyTitle } from "./pty-title.ts";
import { PtyViewers } from "./pty-viewers.ts";
import { PtyScreen, TAPE_BYTES } from "./screen/pty-screen.ts";
import type { Screens } from "./screen/screens.ts";
import type { Settings } from "./settings.ts";

const MAX_PENDING_INPUT = 4 * INPUT_WINDOW;
const CLOSE_GRACE_MS = 1_000;
/** After the exit, background programs may keep the PTY open: it is closed after this silence, or this long in all. */
const SILENCE_MS = 100;
const LAST_OUTPUT_MS = 1_000;
/** Viewers whose input offset is remembered while they are away. */
const MAX_INPUT_OFFSETS = 256;

export interface PtySurroundings {
  readonly activity: ActivityClock;
  readonly screens: Screens;
  readonly onTitle: (pty: Pty) => void;
  readonly onExit: (pty: Pty) => void;
}

export class Pty {
  readonly id: string;
  readonly tape: Tape;
  readonly screen: PtyScreen;
  readonly viewers: PtyViewers;
  exit: PtyExit | null = null;
  /** What people call it. */
  name: string | null;
  readonly #createdAt = new Date().toISOString();
  readonly #activity: ActivityClock;
  readonly #onExit: (pty: Pty) => void;
  readonly #child: ChildProcess;
  readonly #master: number;
  readonly #stream: ReadStream;
  readonly #input: PtyInput;
  readonly #closed: Promise<void>;
  readonly #inputOffsets = new Map<string, number>();
  readonly #title: PtyTitle;
  #open = true;

  constructor(
    settings: Settings,
    request: PtyRequest,
    { activity, screens, onTitle, onExit }: PtySurroundings,
  ) {
    this.id = request.pty_id;
    this.tape = new Tape(TAPE_BYTES, request);
    this.name = request.name ?? null;
    this.#activity = activity;
    this.#onExit = onExit;
    const argv = request.argv ?? [settings.shell, "-l"];
    const cwd = workingDirectory(settings, request.cwd);
    const native = ptyNative();
    const { master, slave, pty: path } = native.open(request.cols, request.rows);
    this.#master = master;
    hideFromChildren(master);
    hideFromChildren(slave);
    this.#child = lazyNode.childProcess.spawn("setsid", ["-c", "/bin/sh", "-c", ON_TERMINAL, "sh", ...argv], {
      cwd,
      stdio: childStdio([slave, slave, slave]),
      env: {
        ...settings.commandEnvironment,
        TERM: "xterm-256color",
        COLORTERM: "truecolor",
        ...request.env,
        [GROUP_VARIABLE]: `pty-${request.pty_id}`,
      },
    });
    release(slave);
    closeSync(slave);
    this.#stream = new lazyNode.tty.ReadStream(master, {
      onread: { buffer: readBuffer, callback: this.#take },
    } as object);
    this.#input = new PtyInput(master);
    this.#closed = new Promise((resolve) => this.#stream.once("close", resolve));
    // EIO is how a PTY says that nobody has it open any more.
    this.#stream.on("error", () => this.#hangUp());
    const foreground = () => (this.#isReadable ? native.process(master, path) : undefined);
    this.#title = new PtyTitle(argv[0] ?? "", foreground, () => onTitle(this));
    this.viewers = new PtyViewers(this, {
      pause: () => this.#stream.pause(),
      resume: () => this.#stream.resume(),
    });
    this.screen = new PtyScreen(screens, this.tape, () => this.viewers.screenChanged());
    this.#stream.resume();
    this.#child.once("error", () => void this.#finish({ exit_code: null, signal: null }));
    this.#child.once("exit", (exit_code, signal) => void this.#finish({ exit_code, signal }));
  }

  /** The start failed for want of setsid(1) or processes: there is no program on this PTY. */
  get startFailed(): boolean {
    return this.#child.pid === undefined;
  }

  describe(): PtyInfo {
    return {
      pty_id: this.id,
      pid: this.#child.pid ?? 0,
      ...this.tape.size,
      first_offset: this.tape.firstOffset,
      offset: this.tape.endOffset,
      exit: this.exit,
      name: this.name,
      title: this.#title.now,
      created_at: this.#createdAt,
    };
  }

  resize({ cols, rows }: Size): void {
    const { size } = this.tape;
    if (!this.#open || (cols === size.cols && rows === size.rows)) return;
    ptyNative().resize(this.#master, cols, rows);
    this.tape.resize({ cols, rows });
    this.viewers.resized();
  }

  inputOffset(viewer: string): number {
    return this.#inputOffsets.get(viewer) ?? 0;
  }

  /**
   * Takes a viewer's input, leaving out what it sent before; `written` is called with the viewer's offset once
   * the PTY has it. Returns a close code when it can't be taken.
   */
  input(
    viewer: string,
    offset: number,
    data: Uint8Array,
    written: (inputOffset: number) => void,
  ): number | undefined {
    const accepted = this.inputOffset(viewer);
    if (offset > accepted) return CLOSE_CODES.bad_frame;
    const fresh = data.subarray(Math.min(accepted - offset, data.byteLength));
    const next = accepted + fresh.byteLength;
    if (fresh.byteLength === 0 || !this.#open) {
      this.#rememberInput(viewer, next);
      written(next);
      return undefined;
    }
    if (this.#input.waitingBytes + fresh.byteLength > MAX_PENDING_INPUT) return CLOSE_CODES.too_slow;
    this.#rememberInput(viewer, next);
    this.#activity.touch("terminal_input");
    this.#input.write(fresh, () => written(next));
    this.#title.typed(fresh);
    return undefined;
  }

  /** Hangs up, kills what stays, closes the viewers with 4404. Resolves once nothing is left. */
  async close(): Promise<void> {
    const { pid } = this.#child;
    if (pid !== undefined) {
      this.#stream.resume();
      // A tmux server or what setsid(1) started outlives its terminal, as on any machine.
      await endTree({ pid, group: null }, "SIGHUP", CLOSE_GRACE_MS);
    }
    this.#hangUp();
    await this.#closed;
    this.viewers.closeAll(CLOSE_CODES.gone, "closed");
    this.forget();
  }

  /** Nobody will ask for what it showed any more. */
  forget(): void {
    this.screen.end();
  }

  readonly #take = (size: number, buffer: Uint8Array): boolean => {
    this.tape.append(buffer.subarray(0, size));
    this.screen.appended();
    if (this.screen.isBehind) this.viewers.screenChanged();
    this.#activity.touch("terminal_output");
    this.viewers.outputArrived();
    return true;
  };

  #rememberInput(viewer: string, offset: number): void {
    this.#inputOffsets.delete(viewer);
    this.#inputOffsets.set(viewer, offset);
    if (this.#inputOffsets.size <= MAX_INPUT_OFFSETS) return;
    for (const known of this.#inputOffsets.keys()) {
      if (this.viewers.has(known)) continue;
      this.#inputOffsets.delete(known);
      return;
    }
  }

  async #finish(exit: PtyExit): Promise<void> {
    if (this.exit !== null) return;
    void this.#title.now; // the last one is kept
    this.viewers.drain();
    await this.#lastOutput();
    release(this.#master);
    this.exit = exit;
    this.viewers.exited(exit);
    this.#onExit(this);
  }

  /** Reads what the program wrote before it ended, then closes the PTY. */
  async #lastOutput(): Promise<void> {
    const until = performance.now() + LAST_OUTPUT_MS;
    let closed = false;
    void this.#closed.then(() => {
      closed = true;
    });
    for (let offset = -1; !closed && offset !== this.tape.endOffset && performance.now() < until; ) {
      offset = this.tape.endOffset;
      await Promise.race([this.#closed, new Promise((resolve) => setTimeout(resolve, SILENCE_MS))]);
    }
    this.#hangUp();
    await this.#closed;
  }

  #hangUp(): void {
    this.#open = false;
    this.#input.close();
    this.#title.close();
    this.#stream.destroy();
  }

  get #isReadable(): boolean {
    return this.#open && this.exit === null && !this.#stream.destroyed;
  }
}

/** Runs in the new session: characters are UTF-8 when a line is edited, then the program takes over. */
const ON_TERMINAL = 'stty iutf8; exec "$@"';
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);
