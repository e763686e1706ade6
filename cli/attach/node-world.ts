import { WebSocket } from "ws";
import type { Socket, SocketWorld } from "../../app/live/connection/reconnecting-socket.ts";
import type { Api } from "../api.ts";

/** A connection that does not answer its closing is left so soon, ms. */
const CLOSE_MS = 1_000;

/** Sockets with the person's token, and Node's clock and chance. Paths are those of the API, without its prefix. */
export function nodeWorld(api: Api): SocketWorld {
  const { url, token } = api.login;
  return {
    open(path) {
      const socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/v1${path}`, {
        headers: { authorization: `Bearer ${token}` },
        perMessageDeflate: false,
        followRedirects: false,
      });
      // What failed is told by the close that follows.
      socket.on("error", () => {});
      const close = socket.close.bind(socket);
      socket.close = (code, reason) => {
        setTimeout(() => socket.terminate(), CLOSE_MS).unref();
        close(code, reason);
      };
      return socket as unknown as Socket;
    },
    async answerAt(path) {
      const status = await api.statusOf(path);
      return status === null ? null : { status, told: null };
    },
    now: () => Date.now(),
    random: () => Math.random(),
    later(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  };
}
