/**
 * Real pipes for commands. Node would give a child socket pairs, on which `> /dev/stderr` fails
 * (a socket can't be opened by path); named FIFOs, unlinked once both ends are open, behave like any pipe.
 * They are made ahead in batches by one mkfifo(1), since Node has no call for it.
 */
import { constants, mkdirSync, openSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lazyNode } from "./lazy-node.ts";
import { errno } from "./refused.ts";

const BATCH = 30;
const { O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/** Both ends of a pipe. The agent's end does not block, the command's does. */
export interface PipeEnds {
  readonly ours: number;
  readonly theirs: number;
}

export class Pipes {
  readonly #directory: string;
  #ready: string[] = [];
  #made = 0;
  #making: Promise<void> | undefined;

  /** `directory` exists and is the agent's own. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Makes a batch unless enough are ready; after it, none may be ready still when FIFOs can't be made here. */
  async prepare(least = 2): Promise<void> {
    if (this.#ready.length >= least) return;
    this.#making ??= this.#make();
    await this.#making;
  }

  /** A pipe that the command writes, or undefined when none is to be had: then a socket pair must do. */
  output(): PipeEnds | undefined {
    const path = this.#ready.pop();
    if (path === undefined) return undefined;
    try {
      const ours = openSync(path, O_RDONLY | O_NONBLOCK);
      const theirs = openSync(path, O_WRONLY);
      unlinkSync(path);
      return { ours, theirs };
    } catch (error) {
      if (errno(error) !== "ENOENT") throw error;
      this.#ready = []; // somebody has emptied the folder
      return undefined;
    }
  }

  /**
   * A descriptor for a command to read `content` from: an unlinked file, since a FIFO whose writer is done would
   * block who opens /dev/stdin. Undefined when no file can be made here.
   */
  input(content: Uint8Array): number | undefined {
    const path = join(this.#directory, `stdin-${this.#made++}`);
    try {
      mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
      writeFileSync(path, content, { mode: 0o600, flag: "wx" });
      return openSync(path, O_RDONLY);
    } catch (error) {
      if (["ENOSPC", "EDQUOT", "EACCES", "EROFS"].includes(errno(error) ?? "")) return undefined;
      throw error;
    } finally {
      rmSync(path, { force: true });
    }
  }

  async #make(): Promise<void> {
    const paths = Array.from({ length: BATCH }, () => join(this.#directory, `fifo-${this.#made++}`));
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    await new Promise<void>((resolve) => {
      lazyNode.childProcess.execFile("mkfifo", ["-m", "600", ...paths], (error) => {
        // A full disk or a missing mkfifo must not keep commands from running: they get socket pairs.
        if (error === null) this.#ready.push(...paths);
        resolve();
      });
    });
    this.#making = undefined;
  }
}
