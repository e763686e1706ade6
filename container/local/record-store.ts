/** Sandbox records as one JSON file each; read once at start, then the memory copy is authoritative. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { SandboxId } from "../../workers/engines/engine.ts";
import { writeFileAtomically } from "./atomic-file.ts";
import type { SandboxRecord } from "./record.ts";

export class RecordStore {
  readonly #folder: string;
  readonly #records = new Map<SandboxId, SandboxRecord>();

  /** Throws when a record can't be read: forgetting a sandbox would leave it running unseen. */
  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(folder)) {
      if (name.endsWith(".new")) rmSync(join(folder, name)); // a write that a crash cut short
      if (!name.endsWith(".json")) continue;
      const record = JSON.parse(readFileSync(join(folder, name), "utf8")) as SandboxRecord;
      this.#records.set(record.id, record);
    }
  }

  get(id: SandboxId): SandboxRecord | undefined {
    return this.#records.get(id);
  }

  all(): SandboxRecord[] {
    return [...this.#records.values()];
  }

  /** In memory at once (a reader never sees less than the disk), on disk when it resolves. */
  async put(record: SandboxRecord): Promise<void> {
    // Which processes there are means nothing after a crash of the machine; in which phase we were, does.
    const synced = this.#records.get(record.id)?.phase !== record.phase;
    this.#records.set(record.id, record);
    await writeFileAtomically(this.#path(record.id), JSON.stringify(record), synced);
  }

  remove(id: SandboxId): void {
    rmSync(this.#path(id), { force: true });
    this.#records.delete(id);
  }

  #path(id: SandboxId): string {
    return join(this.#folder, `${id}.json`);
  }
}
