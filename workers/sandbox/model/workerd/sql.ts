import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";

export type Row = Record<string, unknown>;

/** A database in memory whose statements are prepared once; what every simulated store stands on. */
export class Sql {
  readonly #db = new DatabaseSync(":memory:");
  readonly #statements = new Map<string, StatementSync>();
  #depth = 0;

  /** Several statements, without parameters. */
  script(text: string): void {
    this.#db.exec(text);
  }

  rows(query: string, parameters: readonly unknown[] = []): Row[] {
    return this.#statement(query).all(...(parameters as SQLInputValue[])) as Row[];
  }

  run(query: string, parameters: readonly unknown[] = []): { changes: number; lastInsertRowid: number } {
    const { changes, lastInsertRowid } = this.#statement(query).run(...(parameters as SQLInputValue[]));
    return { changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) };
  }

  /** All of it or nothing; may be nested. */
  transaction<T>(work: () => T): T {
    const [begin, commit, rollback] =
      this.#depth === 0
        ? ["BEGIN", "COMMIT", "ROLLBACK"]
        : ["SAVEPOINT inner", "RELEASE inner", "ROLLBACK TO inner; RELEASE inner"];
    this.#db.exec(begin!);
    this.#depth++;
    try {
      const result = work();
      this.#db.exec(commit!);
      return result;
    } catch (error) {
      this.#db.exec(rollback!);
      throw error;
    } finally {
      this.#depth--;
    }
  }

  /** Empties every table but those named. */
  clear(except: readonly string[] = []): void {
    const tables = this.rows(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*'",
    ).map(({ name }) => String(name));
    for (const table of tables) if (!except.includes(table)) this.run(`DELETE FROM ${table}`);
  }

  #statement(query: string): StatementSync {
    let statement = this.#statements.get(query);
    if (!statement) {
      statement = this.#db.prepare(query);
      this.#statements.set(query, statement);
    }
    return statement;
  }
}
