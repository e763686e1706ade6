/**
 * The agent's side of the screen thread: begun when the first terminal has written more than is kept of it, ended when
 * nothing of the kind has happened for a while, so that quiet sandboxes pay nothing for it.
 */
import type { Worker } from "node:worker_threads";
import type { Size } from "../../../workers/domain/terminal/tape.ts";
import { lazyNode } from "../lazy-node.ts";
import type { FromScreens, ToScreens } from "./messages.ts";
import type { OutputPiece, Resting, Screen } from "./screen-keeper.ts";

/** Output that is handed over at once. */
export const MAX_PIECE_BYTES = 1024 * 1024;
/** Buffers that came back and are used again: garbage of that size would pile up. */
const SPARE_BUFFERS = 4;
/** The thread ends after this long without output for it. */
const IDLE_MS = 60_000;
const HEAP_MB = 128;
const YOUNG_HEAP_MB = 4;

export interface ScreenOwner {
  /** Output before this offset need not be kept for the screen. */
  progressed(offset: number): void;
  /** There is no screen of this terminal any more: what it showed is not known. */
  lost(): void;
}

interface Kept {
  readonly owner: ScreenOwner;
  /** Where a thread is to begin. Undefined while one has it; null once it is lost. */
  at: Resting | null | undefined;
}

interface Order {
  readonly message: Extract<ToScreens, { type: "output" | "screen" | "show" }>;
  readonly transfer: ArrayBuffer[];
}

export class Screens {
  readonly #program: () => string;
  readonly #idleMs: number;
  readonly #kept = new Map<number, Kept>();
  readonly #requests = new Map<number, (screen: Screen | null) => void>();
  #thread: Worker | undefined;
  /** What came while the thread was about to end; undefined while it is not. */
  #late: Order[] | undefined;
  readonly #spare: ArrayBuffer[] = [];
  #idle: NodeJS.Timeout | undefined;
  #next = 0;

  /** `program`: the script that the thread runs. */
  constructor(program = threadProgram, idleMs = IDLE_MS) {
    this.#program = program;
    this.#idleMs = idleMs;
  }

  /** No thread runs. */
  get isAsleep(): boolean {
    return this.#thread === undefined;
  }

  /** Keeps the screen of a terminal, which has this size at offset 0. */
  keep(size: Size, owner: ScreenOwner): number {
    const pty = this.#next++;
    this.#kept.set(pty, { owner, at: { from: size } });
    return pty;
  }

  forget(pty: number): void {
    if (this.#kept.delete(pty)) this.#thread?.postMessage({ type: "end", pty } satisfies ToScreens);
  }

  /** A piece to fill, of at most MAX_PIECE_BYTES. */
  piece(byteLength: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#spare.pop() ?? new ArrayBuffer(MAX_PIECE_BYTES), 0, byteLength);
  }

  /** Takes a piece that `piece` gave. */
  output(pty: number, piece: OutputPiece): void {
    this.#order({ message: { type: "output", pty, piece }, transfer: [piece.bytes.buffer as ArrayBuffer] });
  }

  /** The screen where it is kept; null where there is none. */
  async screen(pty: number): Promise<Screen | null> {
    const at = this.#kept.get(pty)?.at;
    if (at) return "data" in at.from ? at.from : null;
    return await this.#ask((request) => ({ type: "screen", pty, request }));
  }

  /** The screen after the output that is given, which begins at or before where the screen is kept. */
  async show(pty: number, begin: Size, piece: OutputPiece): Promise<Screen | null> {
    return await this.#ask((request) => ({ type: "show", pty, request, begin, piece }));
  }

  async #ask(message: (request: number) => Order["message"]): Promise<Screen | null> {
    const request = this.#next++;
    return await new Promise((resolve) => {
      this.#requests.set(request, resolve);
      this.#order({ message: message(request), transfer: [] });
    });
  }

  #order(order: Order): void {
    if (this.#late) {
      this.#late.push(order);
      return;
    }
    const { message, transfer } = order;
    const kept = this.#kept.get(message.pty);
    if (!kept || kept.at === null) {
      if ("request" in message) this.#answer(message.request, null);
      return;
    }
    const thread = this.#running();
    if (kept.at !== undefined) {
      thread.postMessage({ type: "begin", pty: message.pty, at: kept.at } satisfies ToScreens);
      kept.at = undefined;
    }
    thread.postMessage(message, transfer);
  }

  #running(): Worker {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#retire(), this.#idleMs).unref();
    if (this.#thread) return this.#thread;
    const thread = new lazyNode.workers.Worker(this.#program(), {
      eval: true,
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: YOUNG_HEAP_MB },
    });
    thread.on("message", (message: FromScreens) => this.#receive(message));
    thread.on("error", (error) => console.error("The thread of the terminals' screens failed:", error));
    thread.on("exit", () => this.#ended(thread));
    thread.unref();
    this.#thread = thread;
    return thread;
  }

  #retire(): void {
    this.#spare.length = 0;
    this.#late = [];
    this.#thread?.postMessage({ type: "retire" } satisfies ToScreens);
  }

  #receive(message: FromScreens): void {
    switch (message.type) {
      case "progress":
        if (this.#spare.length < SPARE_BUFFERS) this.#spare.push(message.buffer);
        this.#kept.get(message.pty)?.owner.progressed(message.offset);
        return;
      case "screen":
        this.#answer(message.request, message.screen);
        return;
      case "retired":
        this.#retired(message.screens);
        return;
    }
  }

  /** `screens` is null when the thread could not let go of them and stays. */
  #retired(screens: readonly (readonly [number, Resting | null])[] | null): void {
    if (screens === null) this.#idle?.refresh();
    else {
      this.#thread = undefined;
      for (const [pty, at] of screens) this.#rest(pty, at);
    }
    this.#orderLate();
  }

  #ended(thread: Worker): void {
    if (thread !== this.#thread) return;
    this.#thread = undefined;
    clearTimeout(this.#idle);
    for (const [pty, { at }] of this.#kept) if (at === undefined) this.#rest(pty, null);
    for (const request of this.#requests.keys()) this.#answer(request, null);
    this.#orderLate();
  }

  #rest(pty: number, at: Resting | null): void {
    const kept = this.#kept.get(pty);
    if (!kept) return;
    kept.at = at;
    if (at === null) kept.owner.lost();
  }

  #orderLate(): void {
    const late = this.#late ?? [];
    this.#late = undefined;
    for (const order of late) this.#order(order);
  }

  #answer(request: number, screen: Screen | null): void {
    this.#requests.get(request)?.(screen);
    this.#requests.delete(request);
  }
}

/** Put in by build.ts: the script, compressed. */
declare const SCREEN_THREAD: string;

function threadProgram(): string {
  return lazyNode.zlib.brotliDecompressSync(Buffer.from(SCREEN_THREAD, "base64")).toString();
}
