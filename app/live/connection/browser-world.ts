import type { Socket, SocketWorld, Told } from "./reconnecting-socket.ts";

/** The browser's sockets, clock and chance. */
export const browserWorld: SocketWorld = {
  open(path) {
    const url = new URL(path, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    return new WebSocket(url) as Socket;
  },
  async answerAt(path) {
    const answer = await fetch(path, { cache: "no-store", headers: { accept: "application/json" } }).catch(
      () => null,
    );
    if (!answer) return null;
    if (!answer.ok) return { status: answer.status, told: await toldBy(answer) };
    void answer.body?.cancel();
    return { status: answer.status, told: null };
  },
  now: () => Date.now(),
  random: () => Math.random(),
  later(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** A refusal of the API; null for anything else, such as a page of a proxy. */
async function toldBy(answer: Response): Promise<Told | null> {
  const body: unknown = await answer.json().catch(() => null);
  if (typeof body !== "object" || body === null || !("reason_code" in body) || !("error" in body))
    return null;
  const next_step = "next_step" in body ? String(body.next_step) : undefined;
  const told = { reason_code: String(body.reason_code), message: String(body.error) };
  return next_step === undefined ? told : { ...told, next_step };
}

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
