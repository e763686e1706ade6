/** A disk so small that a test can fill it, in the place of one of the product's folders. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../product/polling.ts";

export class SmallDisk {
  readonly #folder: string;

  /** Mounts it; needs root. */
  constructor(folder: string, bytes: number) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${bytes},mode=700`, "tmpfs", folder]);
  }

  /** Leaves nothing of it free. */
  fill(): void {
    const { bavail, bsize } = statfsSync(this.#folder);
    writeFileSync(this.#filler, Buffer.alloc(bavail * bsize, 1));
  }

  makeSpace(): void {
    rmSync(this.#filler, { force: true });
  }

  /** Once nothing uses it: a process that was ended closes its files a moment after whoever ended it has gone on. */
  async unmount(): Promise<void> {
    await eventually(`nobody uses ${this.#folder}`, 30_000, () => {
      const { status } = spawnSync("umount", [this.#folder], { stdio: "ignore" });
      return status === 0;
    });
  }

  get #filler(): string {
    return join(this.#folder, "somebody-elses-file");
  }
}
