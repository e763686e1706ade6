import { database } from "../../data/database.ts";
import { projectSandbox } from "../../data/sandboxes.ts";
import type { TeardownForecast } from "../../domain/policy.ts";
import type { SandboxRecord } from "../../domain/sandbox.ts";
import type { Deadlines } from "../deadlines.ts";
import type { Journal } from "../journal.ts";
import { AuditOutbox } from "./audit-outbox.ts";
import { UsageOutbox } from "./usage-outbox.ts";

/** Between attempts to bring a failed projection home. */
const RETRY_MS = 5_000;

/**
 * Carries the record to the index in D1, and what happened to the audit log there, one delivery at a time. The outbox
 * row stays until D1 has taken the version, so a failure or a crash only delays the list; pages of the sandbox itself
 * read the record.
 */
export class Projector {
  readonly #db: D1Database;
  readonly #journal: Journal;
  readonly #audit: AuditOutbox;
  readonly #usage: UsageOutbox;
  readonly #deadlines: Deadlines;
  readonly #now: () => number;
  readonly #forecast: (record: SandboxRecord) => TeardownForecast;
  #running: Promise<void> | null = null;
  #stopped = false;

  constructor(
    db: D1Database,
    journal: Journal,
    deadlines: Deadlines,
    now: () => number,
    forecast: (record: SandboxRecord) => TeardownForecast,
  ) {
    this.#forecast = forecast;
    this.#db = db;
    this.#journal = journal;
    this.#audit = new AuditOutbox(db, journal);
    this.#usage = new UsageOutbox(db, journal);
    this.#deadlines = deadlines;
    this.#now = now;
  }

  /** Resolves when the index has the newest record, or the attempt has failed and is scheduled again. */
  flush(): Promise<void> {
    if (this.#running) return this.#running;
    if (this.#stopped || this.#journal.unprojectedVersion() === null) return Promise.resolve();
    this.#running = this.#deliver();
    return this.#running;
  }

  /** Tries now; whether the index has everything that is committed. */
  async isUpToDate(): Promise<boolean> {
    await this.flush();
    return this.#journal.unprojectedVersion() === null;
  }

  /**
   * Delivers nothing any more once this has resolved: the row is about to be removed. Throws when the audit log has not
   * taken everything, which would be lost with the journal.
   */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
    const record = this.#journal.record();
    if (!record) return;
    await this.#audit.deliver(record);
    await this.#usage.deliverRuns(record);
  }

  /** What is stored changes without a decision, too: a recording has ended. A failure waits for the next decision. */
  async tellStored(): Promise<void> {
    await this.#running;
    const record = this.#journal.record();
    if (record && !this.#stopped) await this.#usage.deliver(record).catch(() => undefined);
  }

  async #deliver(): Promise<void> {
    try {
      while (this.#journal.unprojectedVersion() !== null && !this.#stopped) {
        const record = this.#journal.record();
        if (record === null || !(await this.#project(record))) return;
        this.#journal.projected(record.version);
      }
    } finally {
      // In the turn that found nothing left: a commit right after it begins another delivery.
      this.#running = null;
    }
  }

  /** False when it failed and will be repeated. */
  async #project(record: SandboxRecord): Promise<boolean> {
    try {
      await projectSandbox(database(this.#db), record, this.#forecast(record), this.#now());
      await this.#audit.deliver(record);
      await this.#usage.deliver(record);
      return true;
    } catch (error) {
      // Only the cause: the query's own message repeats the whole record.
      const cause = error instanceof Error && error.cause ? error.cause : error;
      console.warn(`projection of sandbox ${record.id} failed, repeating: ${String(cause)}`);
      await this.#deadlines.set("projection", this.#now() + RETRY_MS);
      return false;
    }
  }
}
