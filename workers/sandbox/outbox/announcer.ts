import { database } from "../../data/database.ts";
import { enabledWebhooks } from "../../data/webhooks.ts";
import type { Decision } from "../../domain/lifecycle.ts";
import type { SandboxRecord } from "../../domain/sandbox.ts";
import {
  type Announcement,
  announcementsOf,
  deletedAnnouncement,
} from "../../domain/webhooks/announcement.ts";
import type { WebhookApi } from "../../webhooks/contract.ts";
import type { Deadlines } from "../deadlines.ts";
import type { Journal } from "../journal.ts";

/** Between attempts to hand over what could not be, ms. */
const RETRY_MS = 5_000;
/** Events that are handed over at a time. */
const BATCH = 100;

export interface AnnouncerPorts {
  readonly storage: DurableObjectStorage;
  readonly journal: Journal;
  readonly deadlines: Deadlines;
  readonly db: D1Database;
  /** The one that delivers for a webhook. */
  readonly webhook: (id: string) => Pick<WebhookApi, "take">;
  readonly now: () => number;
  /** Origin of the dashboard without a slash at the end. */
  readonly origin: string;
}

/**
 * Hands the sandbox's events that webhooks tell to the queues of the team's webhooks. A row is written together with the
 * decision, and goes when every queue has taken it; what a crash repeats, a queue knows by its number. Nothing else ever
 * waits for it, and D1 is asked only when there is something to tell.
 */
export class Announcer {
  readonly #ports: AnnouncerPorts;
  #running: Promise<void> | null = null;

  constructor(ports: AnnouncerPorts) {
    this.#ports = ports;
    ports.storage.sql.exec(SCHEMA);
  }

  /** Called inside the transaction of the decision. */
  note(before: SandboxRecord | null, decision: Decision): void {
    const { journal, origin } = this.#ports;
    for (const one of announcementsOf(before, decision, (id) => journal.exports.find(id), origin))
      this.#keep(one);
  }

  /** Resolves when nothing is left to hand over, or the attempt has failed and is scheduled again. */
  flush(): Promise<void> {
    if (this.#running) return this.#running;
    if (this.#oldest().length === 0) return Promise.resolve();
    this.#running = this.#handOverAll();
    return this.#running;
  }

  /** Hands over everything that is left, the deletion last; throws while it can't be. */
  async deleted(record: SandboxRecord): Promise<void> {
    await this.#running;
    const { now, origin } = this.#ports;
    this.#keep(deletedAnnouncement(record, now(), origin));
    while (await this.#handOver());
  }

  async #handOverAll(): Promise<void> {
    const { deadlines, now } = this.#ports;
    try {
      // Should this object end meanwhile, the alarm comes back for it: a sandbox at rest has no other reason to wake.
      await deadlines.set("announcements", now() + RETRY_MS);
      while (await this.#handOver());
    } catch (error) {
      // Only the cause: a query's own message repeats its parameters.
      const cause = error instanceof Error && error.cause ? error.cause : error;
      console.warn(`webhooks were not told of a sandbox's events, repeating: ${String(cause)}`);
      await deadlines.set("announcements", now() + RETRY_MS);
      return;
    } finally {
      // In the turn that found nothing left: an event right after it begins another one, with its own deadline.
      this.#running = null;
    }
    await deadlines.set("announcements", null);
  }

  /** False when nothing was left. */
  async #handOver(): Promise<boolean> {
    const rows = this.#oldest();
    const [first] = rows;
    const last = rows.at(-1);
    if (!first || !last) return false;
    const hooks = await enabledWebhooks(database(this.#ports.db), first.event.team_id);
    await Promise.all(
      hooks.map(async ({ id, events }) => {
        const wanted = rows.filter(({ event }) => events.includes(event.type));
        if (wanted.length > 0) await this.#ports.webhook(id).take(id, wanted);
      }),
    );
    this.#ports.storage.sql.exec("DELETE FROM announcements WHERE seq <= ?", last.seq);
    return true;
  }

  #oldest(): Announcement[] {
    const rows = this.#ports.storage.sql.exec<{ body: string }>(
      "SELECT body FROM announcements ORDER BY seq LIMIT ?",
      BATCH,
    );
    return rows.toArray().map(({ body }) => JSON.parse(body) as Announcement);
  }

  #keep(announcement: Announcement): void {
    this.#ports.storage.sql.exec(
      "INSERT OR IGNORE INTO announcements (seq, body) VALUES (?, ?)",
      announcement.seq,
      JSON.stringify(announcement),
    );
  }
}

const SCHEMA = "CREATE TABLE IF NOT EXISTS announcements (seq INTEGER PRIMARY KEY, body TEXT NOT NULL);";
