/**
 * The native part of @lydell/node-pty, alone: its JavaScript layer reads a PTY through strings and drops what is
 * unread 200 ms after the exit. Found next to agent.mjs (`node_modules` in its folder or above), so that the
 * engine can mount one read-only folder; loaded at the first terminal.
 */
import { createRequire } from "node:module";

export interface PtyNative {
  /** Descriptors of both sides, neither of them close-on-exec, both non-blocking; `pty` is the slave's path. */
  open(cols: number, rows: number): { readonly master: number; readonly slave: number; readonly pty: string };
  resize(master: number, cols: number, rows: number): void;
  /** Name of the program in the foreground. */
  process(master: number, pty: string): string | undefined;
}

let loaded: PtyNative | undefined;

export function ptyNative(): PtyNative {
  if (loaded === undefined) {
    const require = createRequire(import.meta.url);
    loaded = require(`@lydell/node-pty-${process.platform}-${process.arch}/pty.node`) as PtyNative;
  }
  return loaded;
}
