import type { Refusal } from "../../domain/refusal.ts";
import type { ExportRecord } from "../../domain/sandbox.ts";

/** What was exported of the sandbox, what is being exported, and what failed. */
export class ExportRows {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(
      "CREATE TABLE IF NOT EXISTS exports (id TEXT PRIMARY KEY, requested_at INTEGER NOT NULL, body TEXT NOT NULL)",
    );
  }

  /** Newest first. */
  all(): ExportRecord[] {
    return this.#sql
      .exec<{ body: string }>("SELECT body FROM exports ORDER BY requested_at DESC, id DESC")
      .toArray()
      .map(({ body }) => JSON.parse(body) as ExportRecord);
  }

  find(export_id: string): ExportRecord | null {
    const [row] = this.#sql
      .exec<{ body: string }>("SELECT body FROM exports WHERE id = ?", export_id)
      .toArray();
    return row ? (JSON.parse(row.body) as ExportRecord) : null;
  }

  put(record: ExportRecord): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO exports (id, requested_at, body) VALUES (?, ?, ?)",
      record.export_id,
      record.requested_at,
      JSON.stringify(record),
    );
  }

  delete(export_id: string): void {
    this.#sql.exec("DELETE FROM exports WHERE id = ?", export_id);
  }

  /** The lock lets one export run at a time: the one that its operation has failed. */
  failRunning(error: Refusal | null): void {
    const running = this.all().find(({ status }) => status === "running");
    if (running) this.put({ ...running, status: "failed", error });
  }
}
