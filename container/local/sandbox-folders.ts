/** Where each sandbox has its things in the data folder. */
import { closeSync, mkdirSync, openSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { SandboxId } from "../../workers/engines/engine.ts";

export class SandboxFolders {
  readonly dataDir: string;
  readonly root: string;
  readonly #fd: number;

  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    this.dataDir = realpathSync(dataDir);
    this.root = join(this.dataDir, "sandboxes");
    mkdirSync(this.root, { recursive: true, mode: 0o700 });
    this.#fd = openSync(this.root, "r");
  }

  of(id: SandboxId): string {
    return join(this.root, id);
  }

  /**
   * The same folder by way of a descriptor of ours: a unix socket's path may have 107 bytes,
   * and the data folder's own may be longer than that.
   */
  short(id: SandboxId): string {
    return `/proc/self/fd/${this.#fd}/${id}`;
  }

  agentSocket(id: SandboxId): string {
    return `${this.short(id)}/agent.sock`;
  }

  egressLog(id: SandboxId): string {
    return join(this.of(id), "egress.log");
  }

  close(): void {
    closeSync(this.#fd);
  }
}
