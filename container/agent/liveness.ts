/**
 * Ends sockets whose other side is gone without a word: they would hold a terminal's output back, and count as attached. It also
 * keeps quiet connections open through what forgets them.
 */
import type { WebSocket } from "ws";

const PING_MS = 30_000;

/** Pings every 30 s; a socket from which nothing has come since the last ping is ended. */
export function watchLiveness(socket: WebSocket, everyMs = PING_MS): void {
  let isAlive = true;
  const heard = (): void => {
    isAlive = true;
  };
  const timer = setInterval(() => {
    if (!isAlive) socket.terminate();
    else if (socket.readyState === socket.OPEN) socket.ping();
    isAlive = false;
  }, everyMs);
  timer.unref();
  socket.on("pong", heard).on("message", heard);
  socket.once("close", () => clearInterval(timer));
}
