/** The disk of the product's own records, whose database tells the Worker nothing of why it could not write. */
import { open, unlink } from "node:fs/promises";
import { join } from "node:path";

/** Bytes that must find room: more than the pages that one change touches. */
const TRIAL = Buffer.alloc(256 * 1024);
/** What a disk without room says, the last one when its owner has used up a quota. */
const FULL = ["ENOSPC", "EDQUOT"];

export class RecordsDisk {
  readonly #folder: string;
  #trial: Promise<boolean> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Tried by writing: counts of free blocks know neither quotas nor what is kept for root. One trial answers all who ask at once. */
  full(): Promise<boolean> {
    this.#trial ??= this.#try().finally(() => {
      this.#trial = undefined;
    });
    return this.#trial;
  }

  async #try(): Promise<boolean> {
    const path = join(this.#folder, `.trial-${process.pid}`);
    try {
      const file = await open(path, "w", 0o600);
      try {
        // Nothing stays of it, whatever happens meanwhile.
        await unlink(path);
        await file.writeFile(TRIAL);
      } finally {
        await file.close();
      }
      return false;
    } catch (error) {
      // Anything else is no answer to this question: not yet made, not ours, a broken disk.
      return FULL.includes((error as NodeJS.ErrnoException).code ?? "");
    }
  }
}
