import type { Recording } from "../../domain/terminal/recording.ts";

/** What the sandbox's object knows of its recordings; a row says only what is in storage. */
export class RecordingRows {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(
      "CREATE TABLE IF NOT EXISTS recordings (id TEXT PRIMARY KEY, started_at INTEGER NOT NULL, body TEXT NOT NULL)",
    );
  }

  /** Newest first. */
  all(): Recording[] {
    return this.#sql
      .exec<{ body: string }>("SELECT body FROM recordings ORDER BY started_at DESC, id DESC")
      .toArray()
      .map(({ body }) => JSON.parse(body) as Recording);
  }

  /** Those that are being made, or were when the object was last up. */
  open(): Recording[] {
    return this.#sql
      .exec<{ body: string }>("SELECT body FROM recordings WHERE body ->> '$.status' = 'recording'")
      .toArray()
      .map(({ body }) => JSON.parse(body) as Recording);
  }

  find(recording_id: string): Recording | null {
    const [row] = this.#sql
      .exec<{ body: string }>("SELECT body FROM recordings WHERE id = ?", recording_id)
      .toArray();
    return row ? (JSON.parse(row.body) as Recording) : null;
  }

  put(recording: Recording): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO recordings (id, started_at, body) VALUES (?, ?, ?)",
      recording.recording_id,
      recording.started_at,
      JSON.stringify(recording),
    );
  }

  delete(recording_id: string): void {
    this.#sql.exec("DELETE FROM recordings WHERE id = ?", recording_id);
  }
}
