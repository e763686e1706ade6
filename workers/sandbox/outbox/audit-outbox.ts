import { database } from "../../data/database.ts";
import { appendOwnDeeds } from "../../data/sandbox-audit.ts";
import { ownDeed } from "../../domain/audit/own-deeds.ts";
import type { SandboxRecord } from "../../domain/sandbox.ts";
import type { Journal } from "../journal.ts";

/** Events that are looked at and sent at a time. */
const PAGE = 200;
/** The last event that the audit log has heard of, or need not hear of. */
const TOLD = "audited_seq";

/**
 * Tells the audit log what the journal has, in order. The mark moves after D1 has taken a page, so whatever is cut off
 * is sent again, and written once: an entry names the event that it is of.
 */
export class AuditOutbox {
  readonly #db: D1Database;
  readonly #journal: Journal;

  constructor(db: D1Database, journal: Journal) {
    this.#db = db;
    this.#journal = journal;
  }

  /** Throws when D1 does not take it. */
  async deliver(record: SandboxRecord): Promise<void> {
    for (;;) {
      const told = Number(this.#journal.setting(TOLD) ?? 0);
      const events = this.#journal.events(told, PAGE);
      const last = events.at(-1);
      if (!last) return;
      const deeds = events.flatMap((event) => {
        const action = ownDeed(event);
        return action === null ? [] : [{ event, action }];
      });
      await appendOwnDeeds(database(this.#db), record, deeds);
      // Purged meanwhile: nothing of it is kept any more.
      if (this.#journal.record() === null) return;
      this.#journal.putSetting(TOLD, String(last.seq));
    }
  }
}
