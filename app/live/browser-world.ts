import type { Socket, SocketWorld } from "./reconnecting-socket.ts";

/** The browser's sockets, clock and chance. */
export const browserWorld: SocketWorld = {
  open(path) {
    const url = new URL(path, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    return new WebSocket(url) as Socket;
  },
  now: () => Date.now(),
  random: () => Math.random(),
  later(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** Calls back when the network returns or the page is looked at again: a wait can end early then. */
export function onComeback(run: () => void): () => void {
  const visible = () => {
    if (document.visibilityState === "visible") run();
  };
  window.addEventListener("online", run);
  document.addEventListener("visibilitychange", visible);
  return () => {
    window.removeEventListener("online", run);
    document.removeEventListener("visibilitychange", visible);
  };
}
