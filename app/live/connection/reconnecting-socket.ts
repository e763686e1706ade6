import type { Refusal } from "../../../workers/domain/refusal.ts";
import { retryDelay } from "./back-off.ts";

/** A refusal in the server's own words. */
export type Told = Pick<Refusal, "reason_code" | "message" | "next_step">;

export type LinkStatus =
  /** For the first time; later attempts stay "waiting" until one succeeds, so that nothing flickers. */
  | { readonly kind: "connecting" }
  | { readonly kind: "open" }
  /** Lost; the next try is at `retryAt` (epoch ms). */
  | { readonly kind: "waiting"; readonly retryAt: number }
  | ClosedLink;

/** Over: trying again would not help. */
export interface ClosedLink {
  readonly kind: "closed";
  readonly code: number;
  /** As the last close said it; "refused" where none did. */
  readonly reason: string;
  /** What asking again was answered with; null where nothing was asked. */
  readonly told: Told | null;
}

/** Why a connection was refused: the close code that it amounts to. */
export interface Refused {
  readonly code: number;
  readonly told: Told | null;
}

/** What is used of a browser's WebSocket. */
export interface Socket {
  binaryType: string;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

/** The world outside, passed in so that tests own it. */
export interface SocketWorld {
  open(url: string): Socket;
  /** What a GET of this path is answered with; null when nothing answers. */
  answerAt(path: string): Promise<{ readonly status: number; readonly told: Told | null } | null>;
  now(): number;
  random(): number;
  /** Calls back after `ms`; the answer cancels it. */
  later(ms: number, run: () => void): () => void;
}

interface Options {
  /** Asked at each attempt, so it can carry how far the page has got. */
  url: () => string;
  onMessage: (data: unknown) => void;
  onStatus: (status: LinkStatus) => void;
  /** Close codes after which trying again would not help. */
  isFinal: (code: number) => boolean;
  /** Close codes after which to try at once, without waiting. */
  isInstant?: (code: number) => boolean;
  /** While true no attempt is made; call `connectIfDue` when it is over. */
  isBusy?: () => boolean;
  /** A connection was refused before it opened: what to end with, or null to go on trying. */
  whyRefused?: () => Promise<Refused | null>;
}

/** Trying at once is for once: who is sent away again sooner than this waits as after any other loss. */
const INSTANT_EVERY_MS = 5_000;
/** Close codes from here on are the product's own, and say why. */
const FIRST_OWN_CODE = 4000;
/** An attempt that neither opened nor failed for so long is given up; browsers wait for minutes. */
const OPEN_WITHIN_MS = 15_000;
/** Asked to connect, an attempt older than this is begun anew: it may be from before the machine slept. */
const STUCK_AFTER_MS = 3_000;

/** A WebSocket that comes back: exponential waits with jitter, at once when the network or the person says so. */
export class ReconnectingSocket {
  readonly #world: SocketWorld;
  readonly #options: Options;
  #socket: Socket | null = null;
  #open = false;
  #triedAt = 0;
  #attempt = 0;
  #instantAt = Number.NEGATIVE_INFINITY;
  #cancelTimer: (() => void) | null = null;
  #hasBeenOpen = false;
  #stopped = false;
  /** An attempt was put off because of `isBusy`. */
  #due = false;
  /** Why the server closed it the last time, in its words; empty where it did not say. */
  #lastReason = "";

  constructor(world: SocketWorld, options: Options) {
    this.#world = world;
    this.#options = options;
  }

  /** False when there is no open connection: nothing was sent. */
  send(data: string | Uint8Array<ArrayBuffer>): boolean {
    if (!this.#open || !this.#socket) return false;
    this.#socket.send(data);
    return true;
  }

  /** Tries now, if there is no connection and no fresh attempt at one. */
  connect(): void {
    if (this.#stopped) return;
    if (this.#socket) {
      if (this.#open || this.#world.now() - this.#triedAt < STUCK_AFTER_MS) return;
      this.#abandon(this.#socket);
    }
    this.#due = this.#options.isBusy?.() === true;
    if (this.#due) return;
    this.#cancelTimer?.();
    this.#triedAt = this.#world.now();
    if (this.#attempt === 0 && !this.#hasBeenOpen) this.#options.onStatus({ kind: "connecting" });
    const socket = this.#world.open(this.#options.url());
    this.#socket = socket;
    this.#cancelTimer = this.#world.later(OPEN_WITHIN_MS, () => this.reconnect());
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.#cancelTimer?.();
      socket.onmessage = (event) => {
        // A server that accepts and then closes at once must not be hammered: only a message counts as success.
        this.#attempt = 0;
        this.#lastReason = "";
        this.#options.onMessage(event.data);
      };
      this.#open = true;
      this.#hasBeenOpen = true;
      this.#options.onStatus({ kind: "open" });
    };
    socket.onclose = (event) => this.#lost(socket, event.code, event.reason);
  }

  connectIfDue(): void {
    if (this.#due) this.connect();
  }

  /** Gives up on the present connection, which looks dead or talks nonsense, and tries anew after a wait. */
  reconnect(): void {
    const socket = this.#socket;
    if (!socket) return;
    this.#abandon(socket);
    this.#lost(socket, 1006, "stale");
  }

  /** Ends it for good, from this side. */
  stop(): void {
    this.#stopped = true;
    this.#open = false;
    this.#cancelTimer?.();
    const socket = this.#socket;
    if (!socket) return;
    this.#detach(socket);
    socket.close(1000, "left");
  }

  /** Ends it for good, for the reason of a close code. */
  end(code: number, reason: string, told: Told | null = null): void {
    if (this.#stopped) return;
    this.stop();
    this.#options.onStatus({ kind: "closed", code, reason, told });
  }

  #abandon(socket: Socket) {
    this.#detach(socket);
    socket.close(1000, "stale");
  }

  #detach(socket: Socket) {
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    this.#socket = null;
  }

  #lost(socket: Socket, code: number, reason: string) {
    const wasOpen = this.#open;
    this.#open = false;
    this.#detach(socket);
    if (this.#stopped) return;
    if (code >= FIRST_OWN_CODE) this.#lastReason = reason;
    if (this.#options.isFinal(code)) {
      this.end(code, reason);
      return;
    }
    const now = this.#world.now();
    const instant = this.#options.isInstant?.(code) === true && now - this.#instantAt >= INSTANT_EVERY_MS;
    if (instant) this.#instantAt = now;
    const wait = instant ? 0 : retryDelay(this.#attempt, this.#world.random());
    this.#attempt += 1;
    this.#cancelTimer?.();
    this.#cancelTimer = this.#world.later(wait, () => this.connect());
    this.#options.onStatus({ kind: "waiting", retryAt: now + wait });
    if (!wasOpen) void this.#askWhy();
  }

  async #askWhy() {
    const refused = await this.#options.whyRefused?.();
    // An attempt that is under way by then may succeed all the same: it decides.
    if (refused && !this.#open) this.end(refused.code, this.#lastReason || "refused", refused.told);
  }
}
