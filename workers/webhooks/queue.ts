import type { Announcement } from "../domain/webhooks/announcement.ts";
import { DELIVERIES_KEPT, type DeliveryStatus, type WebhookEvent } from "../domain/webhooks/webhook.ts";
import { SCHEMA } from "./schema.ts";

/** One event on its way to the endpoint, or arrived. Times are epoch ms. */
export interface Delivery {
  readonly id: number;
  readonly event_id: string;
  readonly type: string;
  /** The sandbox's name. */
  readonly sandbox: string | null;
  readonly payload: string;
  readonly status: DeliveryStatus;
  readonly created_at: number;
  readonly attempts: number;
  /** When it is tried next; null once it has ended. */
  readonly due_at: number | null;
  readonly replay_of: number | null;
}

export interface Attempt {
  readonly at: number;
  readonly duration_ms: number;
  readonly status: number | null;
  readonly problem: string | null;
  readonly answer: string;
}

type Row = Record<string, SqlStorageValue>;

/** How long a sandbox's last number is remembered, ms: far longer than a sandbox repeats what it brought. */
const MARKS_MS = 30 * 24 * 3_600_000;

/** The queue and history of one webhook, in its Durable Object's SQLite. */
export class Queue {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    storage.sql.exec(SCHEMA);
  }

  /** Each number of a sandbox once; all of them or none. */
  take(announcements: readonly Announcement[], now: number): void {
    this.#storage.transactionSync(() => {
      for (const { sandbox_id, seq, event } of announcements) {
        const [mark] = this.#rows("SELECT seq FROM marks WHERE sandbox_id = ?", sandbox_id);
        if (mark && Number(mark.seq) >= seq) continue;
        this.#rows(
          "INSERT OR REPLACE INTO marks (sandbox_id, seq, at) VALUES (?, ?, ?)",
          sandbox_id,
          seq,
          now,
        );
        this.add(event, now);
      }
      this.#rows("DELETE FROM marks WHERE at < ?", now - MARKS_MS);
    });
  }

  /** @param replay_of the delivery that is sent again */
  add(
    event: Pick<WebhookEvent, "id" | "type"> & { sandbox: { name: string } | null },
    now: number,
  ): Delivery {
    return this.#insert({
      event_id: event.id,
      type: event.type,
      sandbox: event.sandbox?.name ?? null,
      payload: JSON.stringify(event),
      now,
      replay_of: null,
    });
  }

  replay({ id, event_id, type, sandbox, payload }: Delivery, now: number): Delivery {
    return this.#insert({ event_id, type, sandbox, payload, now, replay_of: id });
  }

  find(id: number): Delivery | null {
    const [row] = this.#rows("SELECT * FROM deliveries WHERE id = ?", id);
    return row ? deliveryOf(row) : null;
  }

  /** Newest first, before the id `before`. */
  page(filter: { failed: boolean; before: number; limit: number }): Delivery[] {
    const which = filter.failed ? "AND status IN ('failed', 'dropped')" : "";
    return this.#rows(
      `SELECT * FROM deliveries WHERE id < ? ${which} ORDER BY id DESC LIMIT ?`,
      filter.before,
      filter.limit,
    ).map(deliveryOf);
  }

  /** Oldest first. */
  attempts(id: number): Attempt[] {
    return this.#rows("SELECT * FROM attempts WHERE delivery_id = ? ORDER BY id", id).map(attemptOf);
  }

  lastAttempt(id: number): Attempt | null {
    const [row] = this.#rows("SELECT * FROM attempts WHERE delivery_id = ? ORDER BY id DESC LIMIT 1", id);
    return row ? attemptOf(row) : null;
  }

  newestAttempt(): Attempt | null {
    const [row] = this.#rows("SELECT * FROM attempts ORDER BY id DESC LIMIT 1");
    return row ? attemptOf(row) : null;
  }

  waiting(): number {
    const [row] = this.#rows("SELECT count(*) AS count FROM deliveries WHERE status = 'waiting'");
    return Number(row?.count);
  }

  /**
   * The next one to try, oldest first. While the first failure of all may pass by itself (`held`), whatever comes after
   * it waits for its second attempt, so that a moment's failure does not change the order.
   */
  next(now: number, held: boolean): Delivery | null {
    if (held && this.#held(now)) return null;
    const [row] = this.#rows(
      "SELECT * FROM deliveries WHERE status = 'waiting' AND due_at <= ? ORDER BY id LIMIT 1",
      now,
    );
    return row ? deliveryOf(row) : null;
  }

  /** When something is due next, epoch ms. */
  nextDue(now: number, held: boolean): number | null {
    const wait = held ? this.#held(now) : null;
    if (wait !== null) return wait;
    const [row] = this.#rows("SELECT min(due_at) AS at FROM deliveries WHERE status = 'waiting'");
    return row?.at == null ? null : Number(row.at);
  }

  due(id: number, at: number): void {
    this.#rows("UPDATE deliveries SET due_at = ? WHERE id = ? AND status = 'waiting'", at, id);
  }

  /** What an attempt came to; `next` is when it is tried again. `also` joins the transaction. */
  attempted(
    delivery: Delivery,
    attempt: Attempt,
    ended: { status: "succeeded" | "failed" } | { next: number },
    also: () => void,
  ): void {
    this.#storage.transactionSync(() => {
      const { at, duration_ms, status, problem, answer } = attempt;
      this.#rows(
        "INSERT INTO attempts (delivery_id, at, duration_ms, status, problem, answer) VALUES (?, ?, ?, ?, ?, ?)",
        delivery.id,
        at,
        duration_ms,
        status,
        problem,
        answer,
      );
      const [next, now] = "next" in ended ? ["waiting", ended.next] : [ended.status, null];
      this.#rows(
        "UPDATE deliveries SET attempts = attempts + 1, status = ?, due_at = ? WHERE id = ?",
        next,
        now,
        delivery.id,
      );
      this.#prune();
      also();
    });
  }

  setting(key: string): string | null {
    const [row] = this.#rows("SELECT value FROM settings WHERE key = ?", key);
    return row ? String(row.value) : null;
  }

  putSetting(key: string, value: string | null): void {
    if (value === null) this.#rows("DELETE FROM settings WHERE key = ?", key);
    else this.#rows("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", key, value);
  }

  /** Everything in it. */
  erase(): void {
    this.#storage.transactionSync(() => {
      for (const table of ["deliveries", "attempts", "marks", "settings"]) this.#rows(`DELETE FROM ${table}`);
    });
  }

  #held(now: number): number | null {
    const [row] = this.#rows(
      "SELECT min(due_at) AS at FROM deliveries WHERE status = 'waiting' AND attempts = 1 AND due_at > ?",
      now,
    );
    return row?.at == null ? null : Number(row.at);
  }

  #insert(made: {
    event_id: string;
    type: string;
    sandbox: string | null;
    payload: string;
    now: number;
    replay_of: number | null;
  }): Delivery {
    const [row] = this.#rows(
      `INSERT INTO deliveries (event_id, type, sandbox, payload, status, created_at, attempts, due_at, replay_of)
       VALUES (?, ?, ?, ?, 'waiting', ?, 0, ?, ?) RETURNING *`,
      made.event_id,
      made.type,
      made.sandbox,
      made.payload,
      made.now,
      made.now,
      made.replay_of,
    );
    if (!row) throw new Error("a delivery was not kept");
    this.#rows(
      `UPDATE deliveries SET status = 'dropped', due_at = NULL WHERE id IN
         (SELECT id FROM deliveries WHERE status = 'waiting' ORDER BY id DESC LIMIT -1 OFFSET ?)`,
      DELIVERIES_KEPT,
    );
    this.#prune();
    return deliveryOf(row);
  }

  #prune(): void {
    const pruned = this.#rows(
      `DELETE FROM deliveries WHERE id IN
         (SELECT id FROM deliveries WHERE status <> 'waiting' ORDER BY id DESC LIMIT -1 OFFSET ?)
       RETURNING id`,
      DELIVERIES_KEPT,
    );
    for (const { id } of pruned) this.#rows("DELETE FROM attempts WHERE delivery_id = ?", Number(id));
  }

  #rows(query: string, ...bindings: SqlStorageValue[]): Row[] {
    return this.#storage.sql.exec<Row>(query, ...bindings).toArray();
  }
}

function deliveryOf(row: Row): Delivery {
  return row as unknown as Delivery;
}

function attemptOf(row: Row): Attempt {
  return row as unknown as Attempt;
}
