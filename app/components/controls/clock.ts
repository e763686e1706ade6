import { createContext, use, useSyncExternalStore } from "react";

/** The time the page was rendered with, epoch ms by the server's clock. */
export const ServerTime = createContext(0);

/** One ticking clock for the page, set to the server's time so that ages and countdowns agree with it. */
let skew = 0;
let shown = 0;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Called with each time the server tells; corrects the drift of this computer's clock. */
export function adjustClock(serverTime: number): void {
  skew = serverTime - Date.now();
}

/** Now by the server's clock, for code outside of rendering. */
export function serverNow(): number {
  return Date.now() + skew;
}

function tick() {
  shown = serverNow();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  if (timer === undefined) {
    tick();
    timer = setInterval(tick, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Epoch ms by the server's clock, renewed each second. The first render uses exactly the server's time, so hydration matches. */
export function useNow(): number {
  const rendered = use(ServerTime);
  return useSyncExternalStore(
    subscribe,
    () => shown || rendered,
    () => rendered,
  );
}
