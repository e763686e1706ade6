import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 50;

/** Asks until `look` answers something (not undefined, null or false); throws naming `what` when the time is up. */
export async function eventually<T>(
  what: string,
  timeout_ms: number,
  look: () => T | Promise<T>,
  poll_ms = POLL_MS,
): Promise<Exclude<T, undefined | null | false>> {
  const end = performance.now() + timeout_ms;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== null && seen !== false) {
      return seen as Exclude<T, undefined | null | false>;
    }
    if (performance.now() > end) throw new Error(`${what} did not come about within ${timeout_ms / 1000} s`);
    await sleep(poll_ms);
  }
}
