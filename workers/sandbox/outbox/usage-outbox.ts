import { database } from "../../data/database.ts";
import { recordRun } from "../../data/runs.ts";
import { recordStored } from "../../data/storage-use.ts";
import type { SandboxRecord } from "../../domain/sandbox.ts";
import type { Journal } from "../journal.ts";

/** Carries the sandbox's runs, and how much is stored of it, to the index: what usage is counted from. */
export class UsageOutbox {
  readonly #db: D1Database;
  readonly #journal: Journal;
  /** Bytes as the index has them; null after a restart. */
  #stored: number | null = null;

  constructor(db: D1Database, journal: Journal) {
    this.#db = db;
    this.#journal = journal;
  }

  /** Once the index has this record. Throws what is to be repeated; nothing counts twice. */
  async deliver(record: SandboxRecord): Promise<void> {
    await this.deliverRuns(record);
    const bytes = this.#journal.storedBytes();
    if (bytes === this.#stored) return;
    await recordStored(database(this.#db), record, bytes);
    this.#stored = bytes;
  }

  /** They outlive the sandbox's row. */
  async deliverRuns(record: SandboxRecord): Promise<void> {
    for (const run of this.#journal.runs.untold()) {
      await recordRun(database(this.#db), record, run);
      this.#journal.runs.told(run);
    }
  }
}
