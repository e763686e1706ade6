/** What may be due: each kind has at most one time. */
export type DeadlineKind =
  | "announcements"
  | "effects"
  | "lease"
  | "link"
  | "notices"
  | "policy"
  | "previews"
  | "projection"
  | "save"
  | "thaw"
  | "viewers";

/** Many due times over the one alarm that a Durable Object has; they survive a restart. Times are epoch ms. */
export class Deadlines {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    storage.sql.exec("CREATE TABLE IF NOT EXISTS deadlines (kind TEXT PRIMARY KEY, at INTEGER NOT NULL)");
  }

  /** Null: nothing is due any more. */
  async set(kind: DeadlineKind, at: number | null): Promise<void> {
    if (at === null) this.#storage.sql.exec("DELETE FROM deadlines WHERE kind = ?", kind);
    else this.#storage.sql.exec("INSERT OR REPLACE INTO deadlines (kind, at) VALUES (?, ?)", kind, at);
    await this.arm();
  }

  /** Takes out and answers what is due. Whoever handles a kind sets its next time. */
  takeDue(now: number): DeadlineKind[] {
    const rows = this.#storage.sql
      .exec<{ kind: DeadlineKind }>("DELETE FROM deadlines WHERE at <= ? RETURNING kind", now)
      .toArray();
    return rows.map((row) => row.kind);
  }

  /** Points the alarm at the earliest time. */
  async arm(): Promise<void> {
    const { at } = this.#storage.sql.exec<{ at: number | null }>("SELECT MIN(at) AS at FROM deadlines").one();
    const armed = await this.#storage.getAlarm();
    if (at === null) {
      if (armed !== null) await this.#storage.deleteAlarm();
    } else if (armed !== at) {
      await this.#storage.setAlarm(at);
    }
  }
}
