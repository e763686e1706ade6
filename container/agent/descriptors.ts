/**
 * Descriptors that a command must not inherit. Node opens everything close-on-exec, but a PTY's master comes
 * from the native module without that flag, and Node can't set it: so each child gets /dev/null in its place.
 */
import { openSync } from "node:fs";

const inheritable = new Set<number>();
let devNull: number | undefined;

/** `descriptor` stays hidden from children until `release`. */
export function hideFromChildren(descriptor: number): void {
  inheritable.add(descriptor);
}

export function release(descriptor: number): void {
  inheritable.delete(descriptor);
}

/** `stdio` for a child, extended so that hidden descriptors are /dev/null in it. */
export function childStdio(stdio: readonly (number | "ignore" | "pipe")[]): (number | "ignore" | "pipe")[] {
  const all = [...stdio];
  for (const descriptor of inheritable) {
    devNull ??= openSync("/dev/null", "r+");
    while (all.length <= descriptor) all.push("ignore");
    all[descriptor] = devNull;
  }
  return all;
}
