import type { Checkpoint } from "../../domain/sandbox.ts";

/** The sandbox's verified saves. Their archives are in storage. */
export class CheckpointRows {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(
      "CREATE TABLE IF NOT EXISTS checkpoints (id TEXT PRIMARY KEY, created_at INTEGER NOT NULL, body TEXT NOT NULL)",
    );
  }

  /** Newest first. */
  all(): Checkpoint[] {
    return this.#sql
      .exec<{ body: string }>("SELECT body FROM checkpoints ORDER BY created_at DESC, id DESC")
      .toArray()
      .map(({ body }) => JSON.parse(body) as Checkpoint);
  }

  find(checkpoint_id: string): Checkpoint | null {
    const [row] = this.#sql
      .exec<{ body: string }>("SELECT body FROM checkpoints WHERE id = ?", checkpoint_id)
      .toArray();
    return row ? (JSON.parse(row.body) as Checkpoint) : null;
  }

  put(checkpoint: Checkpoint): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO checkpoints (id, created_at, body) VALUES (?, ?, ?)",
      checkpoint.checkpoint_id,
      checkpoint.created_at,
      JSON.stringify(checkpoint),
    );
  }

  delete(checkpoint_id: string): void {
    this.#sql.exec("DELETE FROM checkpoints WHERE id = ?", checkpoint_id);
  }
}
