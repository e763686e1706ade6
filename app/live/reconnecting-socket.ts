import { retryDelay } from "./back-off.ts";

export type LinkStatus =
  /** For the first time; later attempts stay "waiting" until one succeeds, so that nothing flickers. */
  | { readonly kind: "connecting" }
  | { readonly kind: "open" }
  /** Lost; the next try is at `retryAt` (epoch ms). */
  | { readonly kind: "waiting"; readonly retryAt: number }
  /** Over: trying again would not help. */
  | { readonly kind: "closed"; readonly code: number; readonly reason: string };

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
}

/** A WebSocket that comes back: exponential waits with jitter, at once when the network or the person says so. */
export class ReconnectingSocket {
  readonly #world: SocketWorld;
  readonly #options: Options;
  #socket: Socket | null = null;
  #attempt = 0;
  #cancelRetry: (() => void) | null = null;
  #hasBeenOpen = false;
  #stopped = false;

  constructor(world: SocketWorld, options: Options) {
    this.#world = world;
    this.#options = options;
  }

  /** False when there is no open connection: nothing was sent. */
  send(data: string | Uint8Array<ArrayBuffer>): boolean {
    if (!this.#socket?.onmessage) return false;
    this.#socket.send(data);
    return true;
  }

  connect(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    if (this.#stopped || this.#socket) return;
    if (this.#attempt === 0 && !this.#hasBeenOpen) this.#options.onStatus({ kind: "connecting" });
    const socket = this.#world.open(this.#options.url());
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      socket.onmessage = (event) => {
        // A server that accepts and then closes at once must not be hammered: only a message counts as success.
        this.#attempt = 0;
        this.#options.onMessage(event.data);
      };
      this.#hasBeenOpen = true;
      this.#options.onStatus({ kind: "open" });
    };
    socket.onclose = (event) => this.#lost(socket, event.code, event.reason);
  }

  /** Gives up on the present connection, which looks dead or talks nonsense, and tries anew after a wait. */
  reconnect(): void {
    const socket = this.#socket;
    if (!socket) return;
    socket.onclose = null;
    socket.close(1000, "stale");
    this.#lost(socket, 1006, "stale");
  }

  /** Ends it for good, from this side. */
  stop(): void {
    this.#stopped = true;
    this.#cancelRetry?.();
    const socket = this.#socket;
    if (!socket) return;
    this.#detach(socket);
    socket.close(1000, "left");
  }

  #detach(socket: Socket) {
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    this.#socket = null;
  }

  #lost(socket: Socket, code: number, reason: string) {
    this.#detach(socket);
    if (this.#stopped) return;
    if (this.#options.isFinal(code)) {
      this.#stopped = true;
      this.#options.onStatus({ kind: "closed", code, reason });
      return;
    }
    const wait = this.#options.isInstant?.(code) ? 0 : retryDelay(this.#attempt, this.#world.random());
    this.#attempt += 1;
    this.#options.onStatus({ kind: "waiting", retryAt: this.#world.now() + wait });
    this.#cancelRetry = this.#world.later(wait, () => this.connect());
  }
}
