import { spawn } from "node:child_process";

/** Waits for its stdin to end, then ends the process group whose number it is given. */
const WATCHER = 'read -r _; kill -s KILL -- "-$1"';

/**
 * What this process starts ends with it, also when it and its supervisor are killed at once: the runtime would go on
 * listening, and answer without an engine. A shell of their group watches, by a pipe whose other end is ours alone. It
 * carries `mark` in its command line, as all that a later start may end. Nothing happens where we lead no group.
 */
export function endTogether(mark: string): void {
  const argv = ["-c", WATCHER, mark, String(process.pid)];
  const watcher = spawn("/bin/sh", argv, { stdio: ["pipe", "ignore", "inherit"] });
  watcher.on("error", (error) => {
    console.error(`What the Worker server starts can't be watched: ${error.message}`);
    process.exit(1);
  });
  watcher.unref();
}
