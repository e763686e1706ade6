import type { LiveMessage } from "../domain/bodies.ts";

const TAG = "live";

/**
 * Open pages of this sandbox. Their sockets hibernate with the object: an open tab costs nothing while nothing
 * happens, and an eviction doesn't cut it.
 */
export class LiveViewers {
  readonly #ctx: DurableObjectState;

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Takes over the server's end of a socket and brings it up to date. */
  accept(socket: WebSocket, backlog: readonly LiveMessage[]): void {
    this.#ctx.acceptWebSocket(socket, [TAG]);
    for (const message of backlog) socket.send(JSON.stringify(message));
  }

  get any(): boolean {
    return this.#ctx.getWebSockets(TAG).length > 0;
  }

  broadcast(message: LiveMessage): void {
    const sockets = this.#ctx.getWebSockets(TAG);
    if (sockets.length === 0) return;
    const text = JSON.stringify(message);
    for (const socket of sockets) {
      try {
        socket.send(text);
      } catch {
        // Closing already; its close handler is on the way.
        socket.close(1011, "send failed");
      }
    }
  }

  /** Nothing follows; a page that is told so does not come back. */
  closeAll(code: number, reason: string): void {
    for (const socket of this.#ctx.getWebSockets(TAG)) socket.close(code, reason);
  }
}
