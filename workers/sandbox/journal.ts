import type { Decision, Effect, OperationEnd } from "../domain/lifecycle.ts";
import { storedRecord } from "../domain/sandbox/new-record.ts";
import type { Operation, SandboxEvent, SandboxRecord } from "../domain/sandbox.ts";
import type { OperationOutcome } from "./contract.ts";
import { CheckpointRows } from "./journal/checkpoint-rows.ts";
import { ExportRows } from "./journal/export-rows.ts";
import { RunRows } from "./outbox/run-rows.ts";
import { storedBytes } from "./storage/stored-bytes.ts";

/** An effect that has not been acknowledged; `attempts` counts runs that failed and will be repeated. */
export interface PendingEffect {
  readonly effect_id: number;
  readonly effect: Effect;
  readonly attempts: number;
  /** Epoch ms of the first run that failed, or null. */
  readonly failing_since: number | null;
}

type Row = Record<string, SqlStorageValue>;

/**
 * The durable memory of one sandbox: record, events, pending effects, operations, checkpoints, exports and the
 * projection's outbox in the Durable Object's SQLite. `commit` is the only writer of a decision, and one synchronous
 * transaction: either all of it is there after a crash, or none.
 */
export class Journal {
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;
  readonly runs: RunRows;
  readonly checkpoints: CheckpointRows;
  readonly exports: ExportRows;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.#sql = storage.sql;
    this.#sql.exec(SCHEMA);
    this.runs = new RunRows(this.#sql);
    this.checkpoints = new CheckpointRows(this.#sql);
    this.exports = new ExportRows(this.#sql);
  }

  record(): SandboxRecord | null {
    const row = this.#one("SELECT body FROM record WHERE id = 1");
    if (!row) return null;
    const record = storedRecord(parse<SandboxRecord>(row.body));
    if (record.state !== "destroyed" || record.destroyed_at !== null) return record;
    return { ...record, destroyed_at: this.#destroyedAt() };
  }

  /** For records of before that was kept in them: the last event that says so. */
  #destroyedAt(): number | null {
    const row = this.#one(
      "SELECT max(body ->> '$.at') AS at FROM events WHERE body ->> '$.type' = 'state_changed' AND body ->> '$.to' = 'destroyed'",
    );
    return row?.at == null ? null : Number(row.at);
  }

  /** @param finished the effect whose report this decision answers: it is done in the same transaction. */
  commit(decision: Decision, finished: number | null, also: () => void = () => {}): void {
    this.#storage.transactionSync(() => {
      const { record, events, effects, started, ended, voided_operation_id } = decision;
      this.#sql.exec("INSERT OR REPLACE INTO record (id, body) VALUES (1, ?)", JSON.stringify(record));
      for (const event of events) {
        this.#sql.exec("INSERT INTO events (seq, body) VALUES (?, ?)", event.seq, JSON.stringify(event));
      }
      if (finished !== null) this.#sql.exec("DELETE FROM effects WHERE id = ?", finished);
      if (voided_operation_id) {
        this.#sql.exec("DELETE FROM effects WHERE operation_id = ?", voided_operation_id);
      }
      for (const effect of effects) {
        this.#sql.exec(
          "INSERT INTO effects (operation_id, body, attempts) VALUES (?, ?, 0)",
          effect.operation_id,
          JSON.stringify(effect),
        );
      }
      if (started) this.#startOperation(started);
      if (ended) this.#endOperation(ended, events.at(-1)?.at ?? started?.started_at ?? 0);
      this.#sql.exec("INSERT OR REPLACE INTO outbox (id, version) VALUES (1, ?)", record.version);
      also();
    });
  }

  /** Forgets everything, in one transaction: the sandbox is gone, with all that was kept of it. */
  erase(): void {
    this.#storage.transactionSync(() => {
      const tables = this.#sql.exec<{ name: string }>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*' AND name NOT GLOB 'sqlite_*'",
      );
      for (const { name } of tables.toArray()) this.#sql.exec(`DELETE FROM ${name}`);
    });
  }

  /** A report that came too late: only its effect is done. */
  dropEffect(effect_id: number): void {
    this.#sql.exec("DELETE FROM effects WHERE id = ?", effect_id);
  }

  nextEffect(): PendingEffect | null {
    // What only tidies up comes last: a storage that can't delete must not keep an operation waiting.
    const row = this.#one("SELECT * FROM effects ORDER BY body ->> '$.type' = 'delete_objects', id LIMIT 1");
    if (!row) return null;
    return {
      effect_id: Number(row.id),
      effect: parse<Effect>(row.body),
      attempts: Number(row.attempts),
      failing_since: row.failing_since === null ? null : Number(row.failing_since),
    };
  }

  effectFailed(effect_id: number, now: number): void {
    this.#sql.exec(
      "UPDATE effects SET attempts = attempts + 1, failing_since = COALESCE(failing_since, ?) WHERE id = ?",
      now,
      effect_id,
    );
  }

  events(after: number, limit: number): SandboxEvent[] {
    const rows = this.#sql.exec<Row>(
      "SELECT body FROM events WHERE seq > ? ORDER BY seq LIMIT ?",
      after,
      limit,
    );
    return rows.toArray().map((row) => parse<SandboxEvent>(row.body));
  }

  /** When this actor's typing in this terminal was last written down, epoch ms; null: never. */
  typedAt(terminal_id: string, actor_id: string): number | null {
    const row = this.#one(
      `SELECT max(body ->> '$.at') AS at FROM events WHERE body ->> '$.type' = 'terminal_typed'
         AND body ->> '$.data.terminal_id' = ? AND body ->> '$.actor.id' = ?`,
      terminal_id,
      actor_id,
    );
    return row?.at == null ? null : Number(row.at);
  }

  operation(id: string): OperationOutcome | null {
    const row = this.#one("SELECT body FROM operations WHERE id = ?", id);
    return row ? parse<OperationOutcome>(row.body) : null;
  }

  /** The version that the index in D1 does not have yet, or null. */
  unprojectedVersion(): number | null {
    const row = this.#one("SELECT version FROM outbox WHERE id = 1");
    return row ? Number(row.version) : null;
  }

  projected(version: number): void {
    this.#sql.exec("DELETE FROM outbox WHERE id = 1 AND version <= ?", version);
  }

  /** The index has lost what it was given: it is to be given the record again. */
  unproject(version: number): void {
    this.#sql.exec("INSERT OR REPLACE INTO outbox (id, version) VALUES (1, ?)", version);
  }

  storedBytes(): number {
    return storedBytes(this.#sql);
  }

  setting(key: string): string | null {
    const row = this.#one("SELECT value FROM settings WHERE key = ?", key);
    return row ? String(row.value) : null;
  }

  putSetting(key: string, value: string): void {
    this.#sql.exec("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", key, value);
  }

  #startOperation(operation: Operation): void {
    const outcome: OperationOutcome = {
      ...operation,
      status: "running",
      ended_at: null,
      result: null,
      error: null,
    };
    this.#sql.exec("INSERT INTO operations (id, body) VALUES (?, ?)", operation.id, JSON.stringify(outcome));
  }

  #endOperation({ operation, status, result, error }: OperationEnd, ended_at: number): void {
    // However it came to fail: an export without its operation would be running for ever.
    if (operation.type === "export" && status === "failed") this.exports.failRunning(error);
    const outcome: OperationOutcome = { ...operation, status, ended_at, result, error };
    this.#sql.exec(
      "INSERT OR REPLACE INTO operations (id, body) VALUES (?, ?)",
      operation.id,
      JSON.stringify(outcome),
    );
  }

  #one(query: string, ...bindings: SqlStorageValue[]): Row | null {
    return this.#sql.exec<Row>(query, ...bindings).toArray()[0] ?? null;
  }
}

function parse<T>(body: SqlStorageValue | undefined): T {
  return JSON.parse(String(body)) as T;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS record (id INTEGER PRIMARY KEY CHECK (id = 1), body TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY, body TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS effects (
    id INTEGER PRIMARY KEY AUTOINCREMENT, operation_id TEXT, body TEXT NOT NULL,
    attempts INTEGER NOT NULL, failing_since INTEGER
  );
  CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS operations (id TEXT PRIMARY KEY, body TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL);
`;
