/** Following what a sandbox writes down: pages from where the reader is, then more as the sandbox says so. */

import { type Caller, resourceOf } from "../../domain/access.ts";
import { CLOSE_CODES } from "../../domain/protocol.ts";
import type { LiveMessage } from "../../domain/sandbox/bodies.ts";
import type { ServiceContext } from "../context.ts";
import { socketViewer, viewerHeaders } from "../work/socket-viewer.ts";
import type { FoundSandbox } from "./find-sandbox.ts";

/** `after` is where to go on from, after this item, on a later request. */
export type Followed<T> =
  | { readonly type: "item"; readonly item: T; readonly after: number }
  /** Nothing new for a while: a sign of life for whoever is in between. */
  | { readonly type: "idle" }
  /** Nothing will be added any more, or the sandbox's object went away: reconnect with the last `after`. */
  | { readonly type: "end"; readonly reason: "destroyed" | "interrupted" };

export interface Page<T> {
  readonly items: readonly T[];
  readonly next_after: number;
}

export interface Source<T> {
  /** Reads what comes after a position, oldest first. */
  readonly read: (after: number) => Promise<Page<T>>;
  /** Where to go on after this item. */
  readonly positionOf: (item: T) => number;
}

/** Milliseconds without news after which `idle` comes. */
const IDLE_MS = 15_000;

/**
 * Live messages only wake the loop; what is given always comes from the pages, so nothing is missed, repeated or
 * out of order however often the socket coalesces.
 */
export async function* follow<T>(
  context: ServiceContext<Caller>,
  found: FoundSandbox,
  source: Source<T>,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<Followed<T>> {
  const bell = new Bell(await openLive(context, found));
  const leave = () => bell.close();
  signal.addEventListener("abort", leave);
  let after = from;
  try {
    while (!signal.aborted) {
      const { closed, destroyed } = bell;
      const page = await source.read(after);
      for (const item of page.items) {
        if (bell.forbidden) break;
        yield { type: "item", item, after: source.positionOf(item) };
      }
      // However much there is still to read, it is not for them any more.
      if (bell.forbidden) return yield { type: "end", reason: "interrupted" };
      const moved = page.next_after > after;
      after = Math.max(after, page.next_after);
      if (moved) continue;
      if (destroyed) return yield { type: "end", reason: "destroyed" };
      if (closed) return yield { type: "end", reason: "interrupted" };
      if (!(await bell.wait(IDLE_MS))) yield { type: "idle" };
    }
  } finally {
    signal.removeEventListener("abort", leave);
    bell.close();
  }
}

/** As the caller, so that it is closed when they lose the right; its messages stay here, whatever they may see. */
async function openLive(context: ServiceContext<Caller>, { stub, row }: FoundSandbox): Promise<WebSocket> {
  const who = { ...socketViewer(context, resourceOf(row.record)), present: false, parts: null };
  const headers = viewerHeaders(who, { upgrade: "websocket" });
  const response = await stub.fetch(`https://sandbox/live?after=${Number.MAX_SAFE_INTEGER}`, { headers });
  if (!response.webSocket) throw new Error(`the sandbox refused to be followed (status ${response.status})`);
  response.webSocket.accept();
  return response.webSocket;
}

const RIGHT_ENDED: readonly number[] = [
  CLOSE_CODES.unauthenticated,
  CLOSE_CODES.forbidden,
  CLOSE_CODES.expired,
];

/** Rings when the live socket says anything; remembers a ring that nobody was waiting for. */
class Bell {
  destroyed = false;
  closed = false;
  /** Closed because whoever follows may no longer. */
  forbidden = false;
  readonly #socket: WebSocket;
  #rung = false;
  #wake: () => void = () => {};

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.#hear(data));
    socket.addEventListener("close", ({ code }) => {
      this.forbidden = RIGHT_ENDED.includes(code);
      this.#end();
    });
    socket.addEventListener("error", () => this.#end());
  }

  /** False when `milliseconds` pass in silence. */
  async wait(milliseconds: number): Promise<boolean> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    const rung = this.#rung;
    this.#rung = false;
    return rung;
  }

  close(): void {
    if (!this.closed) this.#socket.close(1000, "done");
    this.#end();
  }

  #hear(data: string | ArrayBuffer): void {
    const message = JSON.parse(String(data)) as LiveMessage;
    if (message.type === "record") {
      const { state, operation } = message.record;
      this.destroyed = state === "destroyed" && operation === null;
    }
    this.#ring();
  }

  #end(): void {
    this.closed = true;
    this.#ring();
  }

  #ring(): void {
    this.#rung = true;
    this.#wake();
  }
}
