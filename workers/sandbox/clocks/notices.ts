import type { Command, Decision } from "../../domain/lifecycle.ts";
import type { PolicySettings } from "../../domain/policy/policy-settings.ts";
import { SETTING_OF, type TeardownForecast } from "../../domain/policy.ts";
import type { Clock, SandboxRecord } from "../../domain/sandbox.ts";
import { type NoticeMatter, noticeText } from "../../mail/notice-text.ts";
import { MailError, type Sender } from "../../mail/sender.ts";
import type { Deadlines } from "../deadlines.ts";

const FIRST_RETRY_MS = 30_000;
const LONGEST_RETRY_MS = 3_600_000;
/** How long a mail that can't be sent is tried again, ms; a warning never beyond what it warns of. */
const PATIENCE_MS = 24 * 3_600_000;

export interface PendingNotice {
  readonly id: string;
  readonly matter: NoticeMatter;
  readonly noted_at: number;
  readonly expires_at: number;
  readonly attempts: number;
}

type Row = { id: string; matter: string; noted_at: number; expires_at: number; attempts: number };

export interface NoticesPorts {
  readonly storage: DurableObjectStorage;
  readonly deadlines: Deadlines;
  readonly sender: Sender;
  readonly now: () => number;
  readonly record: () => SandboxRecord | null;
  readonly settings: () => PolicySettings | null;
  /** What people are told of a record. */
  readonly forecast: (record: SandboxRecord) => TeardownForecast;
  /** The owner's address; null when they are no longer in the team. */
  readonly recipient: (record: SandboxRecord) => Promise<string | null>;
  /** Origin of the dashboard without a slash at the end. */
  readonly origin: string;
}

/**
 * Mail to the owner, one for each warning and each save that kept the policy from acting. A row is written together with
 * the decision it tells of, and goes when a mail server has taken the mail: what a crash repeats has the same id.
 * Nothing else ever waits for it.
 */
export class Notices {
  readonly #ports: NoticesPorts;
  #running: Promise<void> | null = null;
  #kicked = false;

  constructor(ports: NoticesPorts) {
    this.#ports = ports;
    ports.storage.sql.exec(SCHEMA);
  }

  /** Called inside the transaction of the decision, while `record` is still the one before. */
  note(command: Command, decision: Decision): void {
    const matter =
      command.type === "warn" ? this.#warningOf(command.reason, decision.record) : this.#failureOf(decision);
    if (!matter) return;
    const { now, storage } = this.#ports;
    const patience = now() + PATIENCE_MS;
    const expires_at = matter.kind === "warning" ? Math.min(patience, matter.acts_at) : patience;
    // A clock of 0 acts at once: there is nothing to be done about it in time.
    if (expires_at <= now()) return;
    const { id, seq } = decision.record;
    storage.sql.exec(
      "INSERT INTO notices (id, matter, noted_at, expires_at, due_at, attempts) VALUES (?, ?, ?, ?, ?, 0)",
      `${id}.${seq}`,
      JSON.stringify(matter),
      now(),
      expires_at,
      now(),
    );
  }

  /** What has not been sent, oldest first. */
  pending(): PendingNotice[] {
    return this.#sql<Row>("SELECT * FROM notices ORDER BY noted_at, id").map(noticeOf);
  }

  /** Sends what is due; what can't be sent is tried again later, by the alarm. */
  deliver(): Promise<void> {
    this.#kicked = true;
    this.#running ??= this.#deliverAll();
    return this.#running;
  }

  async #deliverAll(): Promise<void> {
    try {
      // Checked and ended in one turn, so that no notice falls in between.
      while (this.#kicked) {
        this.#kicked = false;
        await this.#deliverDue();
      }
    } finally {
      this.#running = null;
    }
  }

  async #deliverDue(): Promise<void> {
    const { deadlines, now } = this.#ports;
    for (let next = this.#next(now()); next; next = this.#next(now())) {
      // Should this object end meanwhile, the alarm comes back for it.
      await deadlines.set("notices", now() + FIRST_RETRY_MS);
      await this.#deliverOne(next);
    }
    const [row] = this.#sql<{ at: number | null }>("SELECT MIN(due_at) AS at FROM notices");
    await deadlines.set("notices", row?.at ?? null);
  }

  async #deliverOne(notice: PendingNotice): Promise<void> {
    const { now, record, recipient, sender, origin } = this.#ports;
    const about = record();
    if (!about || notice.expires_at <= now()) return this.#giveUp(notice, "it would come too late");
    try {
      const to = await recipient(about);
      if (to === null) return this.#giveUp(notice, "its owner is no longer in the team");
      await sender.send({ id: notice.id, to, ...noticeText(about.name, notice.matter, origin) });
      this.#sql("DELETE FROM notices WHERE id = ?", notice.id);
    } catch (error) {
      if (error instanceof MailError && error.permanent) return this.#giveUp(notice, error.message);
      const wait = Math.min(FIRST_RETRY_MS * 2 ** Math.min(notice.attempts, 10), LONGEST_RETRY_MS);
      console.warn(`mail ${notice.id} was not sent, trying again in ${wait / 1000} s: ${String(error)}`);
      this.#sql(
        "UPDATE notices SET attempts = attempts + 1, due_at = ? WHERE id = ?",
        Math.min(now() + wait, notice.expires_at),
        notice.id,
      );
    }
  }

  #warningOf(reason: Clock, record: SandboxRecord): NoticeMatter | null {
    const { at, archive_ends_at } = this.#ports.forecast(record);
    const settings = this.#ports.settings();
    const acts_at = archive_ends_at ?? at;
    if (acts_at === null || !settings) return null;
    const setting = SETTING_OF[reason];
    return { kind: "warning", reason, acts_at, setting, limit: settings[setting] };
  }

  /** Of a save that nobody stood by: before a teardown by the policy, or the first of periodic ones that fails. */
  #failureOf({ record, ended }: Decision): NoticeMatter | null {
    if (ended?.status !== "failed" || ended.operation.actor.kind !== "policy") return null;
    const [blocker] = record.blockers;
    if (blocker?.code !== "save_failed") return null;
    const { type } = ended.operation;
    if (type === "save" && this.#ports.record()?.blockers.length) return null;
    if (type !== "save" && type !== "teardown") return null;
    const message = ended.error?.message ?? "Something went wrong.";
    return { kind: "save_failed", before: type, message, next_step: blocker.next_step };
  }

  /** Not an event of the sandbox: its pages have told the same all the while; whoever runs the server reads the log. */
  #giveUp({ id, matter, attempts }: PendingNotice, why: string): void {
    console.error(`mail ${id} (${matter.kind}) is given up after ${attempts} attempts: ${why}`);
    this.#sql("DELETE FROM notices WHERE id = ?", id);
  }

  #next(now: number): PendingNotice | null {
    const [row] = this.#sql<Row>(
      "SELECT * FROM notices WHERE due_at <= ? ORDER BY noted_at, id LIMIT 1",
      now,
    );
    return row ? noticeOf(row) : null;
  }

  #sql<T extends Record<string, SqlStorageValue>>(query: string, ...bindings: SqlStorageValue[]): T[] {
    return this.#ports.storage.sql.exec<T>(query, ...bindings).toArray();
  }
}

function noticeOf(row: Row): PendingNotice {
  return { ...row, matter: JSON.parse(row.matter) as NoticeMatter };
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS notices (
    id TEXT PRIMARY KEY, matter TEXT NOT NULL, noted_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL, attempts INTEGER NOT NULL
  );
`;
