/** Waiting in tests for something to become true. */
import { readdirSync, readFileSync } from "node:fs";

/** Resolves when `condition` gives something; fails after `milliseconds`. */
export async function eventually<T>(
  condition: () => T | undefined | false,
  milliseconds = 10_000,
): Promise<T> {
  const until = performance.now() + milliseconds;
  for (;;) {
    const value = condition();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > until) throw new Error("it did not become true in time");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Living processes whose command line contains `text`. */
export function processesWith(text: string): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid && commandLine(pid).includes(text));
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return ""; // ended meanwhile
  }
}
