import type { SandboxRecord } from "../../domain/sandbox.ts";
import { type NumberedRun, type Run, runChange } from "../../domain/usage/runs.ts";

type Row = { n: number; generation: number; owner_id: string; started_at: number; ended_at: number | null };

/** The sandbox's runs that the index may not know yet, and the one under way. */
export class RunRows {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS runs (
        n INTEGER PRIMARY KEY AUTOINCREMENT, generation INTEGER NOT NULL, owner_id TEXT NOT NULL,
        started_at INTEGER NOT NULL, ended_at INTEGER, told INTEGER NOT NULL DEFAULT 0)`);
  }

  /** Called inside the transaction of the decision that made this record. */
  note(record: SandboxRecord, now: number): void {
    const [open = null] = this.#sql.exec<Row>("SELECT * FROM runs WHERE ended_at IS NULL").toArray();
    const { ended, begun } = runChange(open, record, now);
    if (ended && open) {
      this.#sql.exec("UPDATE runs SET ended_at = ?, told = 0 WHERE n = ?", ended.ended_at, open.n);
    }
    if (begun) this.#begin(begun);
  }

  /** A sandbox that ran before runs were written down has one since its start, as the index has it by migration 0017. */
  catchUp({ container, started_at, generation, owner }: SandboxRecord): void {
    if (container !== "present" || started_at === null) return;
    const [open] = this.#sql.exec("SELECT 1 FROM runs WHERE ended_at IS NULL").toArray();
    if (!open) this.#begin({ generation, owner_id: owner.user_id, started_at, ended_at: null });
  }

  /** Oldest first. */
  untold(): NumberedRun[] {
    return this.#sql
      .exec<Row>("SELECT n, generation, owner_id, started_at, ended_at FROM runs WHERE told = 0 ORDER BY n")
      .toArray();
  }

  /** What has ended and is told is kept nowhere else than in the index. */
  told({ n, ended_at }: NumberedRun): void {
    if (ended_at === null) {
      this.#sql.exec("UPDATE runs SET told = 1 WHERE n = ? AND ended_at IS NULL", n);
    } else this.#sql.exec("DELETE FROM runs WHERE n = ?", n);
  }

  #begin({ generation, owner_id, started_at }: Run): void {
    this.#sql.exec(
      "INSERT INTO runs (generation, owner_id, started_at) VALUES (?, ?, ?)",
      generation,
      owner_id,
      started_at,
    );
  }
}
