/** Each sandbox's attempts to reach the outside, newest last, in a file of bounded size. */
import { appendFileSync, existsSync, readFileSync, renameSync, statSync } from "node:fs";
import type { EgressAttempt } from "./egress-proxy.ts";

export type LoggedAttempt = EgressAttempt & { readonly at: string };

/** Above this the file becomes `<path>.1`, in the place of an earlier one: at most twice this is kept. */
const MAX_BYTES = 1 << 20;

export function logEgress(path: string, attempt: EgressAttempt, now: Date): void {
  const entry: LoggedAttempt = { at: now.toISOString(), ...attempt };
  try {
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES) renameSync(path, `${path}.1`);
    appendFileSync(path, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  } catch (error) {
    // The sandbox was destroyed while an attempt was under way: its log has gone with it.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

export function readEgress(path: string, limit: number): LoggedAttempt[] {
  const read = (file: string): string[] =>
    existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
  const whole = (line: string): boolean => line.endsWith("}"); // a crash may have cut the last one
  const lines = [...read(`${path}.1`), ...read(path)].filter(whole).slice(-limit);
  return lines.map((line) => JSON.parse(line) as LoggedAttempt);
}
