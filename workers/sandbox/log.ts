import type { LogEntry, LogSource } from "../domain/sandbox.ts";
import type { LogPage } from "./contract.ts";

/** Kept per sandbox, bytes of text; the oldest lines go first and `first_offset` says so (pitfall R11). */
export const LOG_LIMIT_BYTES = 4 * 1024 * 1024;
/** One entry is at most this long, so that a page stays small. */
const ENTRY_LIMIT_BYTES = 16 * 1024;

type Row = { start: number; end: number; at: number; source: string; stream: string; text: string };

/** The bounded, ordered log of one sandbox; offsets count UTF-8 bytes of all sources together and never go back. */
export class Log {
  readonly #sql: SqlStorage;
  #offset: number;
  #first: number;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`CREATE TABLE IF NOT EXISTS logs (
      start INTEGER PRIMARY KEY, end INTEGER NOT NULL, at INTEGER NOT NULL,
      source TEXT NOT NULL, stream TEXT NOT NULL, text TEXT NOT NULL)`);
    const row = sql
      .exec<{ first: number | null; last: number | null }>(
        "SELECT MIN(start) AS first, MAX(end) AS last FROM logs",
      )
      .one();
    this.#offset = row.last ?? 0;
    this.#first = row.first ?? 0;
  }

  /** Appends text in order and answers the entries made of it. */
  append(source: LogSource, stream: LogEntry["stream"], text: string, at: number): LogEntry[] {
    const entries: LogEntry[] = [];
    for (const piece of pieces(text)) {
      const next_offset = this.#offset + new TextEncoder().encode(piece).byteLength;
      const entry = { offset: this.#offset, next_offset, at, source, stream, text: piece };
      this.#sql.exec(
        "INSERT INTO logs (start, end, at, source, stream, text) VALUES (?, ?, ?, ?, ?, ?)",
        entry.offset,
        next_offset,
        at,
        source,
        stream,
        piece,
      );
      this.#offset = next_offset;
      entries.push(entry);
    }
    this.#trim();
    return entries;
  }

  page(after: number, limit: number, source?: LogSource): LogPage {
    const rows = this.#sql
      .exec<Row>(
        "SELECT * FROM logs WHERE end > ? AND (? IS NULL OR source = ?) ORDER BY start LIMIT ?",
        after,
        source ?? null,
        source ?? null,
        limit,
      )
      .toArray();
    const items = rows.map((row) => ({
      offset: row.start,
      next_offset: row.end,
      at: row.at,
      source: row.source as LogSource,
      stream: row.stream as LogEntry["stream"],
      text: row.text,
    }));
    return { items, next_after: items.at(-1)?.next_offset ?? Math.max(after, 0), first_offset: this.#first };
  }

  #trim(): void {
    if (this.#offset - this.#first <= LOG_LIMIT_BYTES) return;
    // A sixteenth at a time, so that a flood does not delete row by row.
    const keep_from = this.#offset - LOG_LIMIT_BYTES + LOG_LIMIT_BYTES / 16;
    this.#sql.exec("DELETE FROM logs WHERE end <= ?", keep_from);
    const row = this.#sql.exec<{ first: number | null }>("SELECT MIN(start) AS first FROM logs").one();
    this.#first = row.first ?? this.#offset;
  }
}

/** Cuts text into entries without splitting a surrogate pair. */
function* pieces(text: string): Generator<string> {
  const step = ENTRY_LIMIT_BYTES / 4;
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + step, text.length);
    if (end < text.length && text.charCodeAt(end - 1) >= 0xd800 && text.charCodeAt(end - 1) <= 0xdbff) end++;
    yield text.slice(start, end);
    start = end;
  }
}
