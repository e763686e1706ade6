import type { Socket, SocketWorld } from "./reconnecting-socket.ts";

/** The browser's sockets, clock and chance. */
export const browserWorld: SocketWorld = {
  open(path) {
    const url = new URL(path, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    return new WebSocket(url) as Socket;
  },
  async statusOf(path) {
    const answer = await fetch(path, { cache: "no-store", headers: { accept: "application/json" } }).catch(
      () => null,
    );
    void answer?.body?.cancel();
    return answer?.status ?? null;
  },
  now: () => Date.now(),
  random: () => Math.random(),
  later(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

const WATCH_EVERY_MS = 5_000;
/** A watch this late means that the machine slept: its clock went on, its timers did not. */
const SLEPT_MS = 10_000;

/** Calls back when the network returns, the page is looked at again, or the machine woke: a wait can end early then. */
export function onComeback(run: () => void): () => void {
  const visible = () => {
    if (document.visibilityState === "visible") run();
  };
  let seen = Date.now();
  const watch = setInterval(() => {
    const late = Date.now() - seen - WATCH_EVERY_MS;
    seen = Date.now();
    // In the background timers are always late, and coming back is noticed anyway.
    if (late > SLEPT_MS) visible();
  }, WATCH_EVERY_MS);
  window.addEventListener("online", run);
  window.addEventListener("pageshow", visible);
  document.addEventListener("visibilitychange", visible);
  return () => {
    clearInterval(watch);
    window.removeEventListener("online", run);
    window.removeEventListener("pageshow", visible);
    document.removeEventListener("visibilitychange", visible);
  };
}
