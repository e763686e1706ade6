/** Who changed what, and every refused attempt: append-only (triggers refuse updates, replacements and early deletes). */
import { desc, type SQL, sql } from "drizzle-orm";
import type { AuditActor, AuditFilter, Outcome } from "../domain/audit/audit.ts";
import { legible } from "../domain/shown-text.ts";
import { auditConditions } from "./audit-conditions.ts";
import type { Database } from "./database.ts";
import { audit } from "./schema/sandbox.ts";

export interface NewAuditEntry {
  readonly team_id: string;
  /** Epoch ms. */
  readonly at: number;
  readonly actor: AuditActor;
  /** The client's address, when there is one. */
  readonly address: string | null;
  /** noun.verb, e.g. `policy.patched`, `token.created`, `sandbox.teardown`. */
  readonly action: string;
  readonly outcome: Outcome;
  /** What it was done to, e.g. `sandbox:demo`. */
  readonly target: string | null;
  /** Never secrets. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface AuditEntry extends NewAuditEntry {
  readonly seq: number;
}

export interface AuditPageRequest extends AuditFilter {
  readonly team_id: string;
  /** The last `seq` of the page before. */
  readonly before?: number;
  /** No entry that was written after this one: what is exported ends. */
  readonly up_to?: number;
  readonly limit: number;
}

export async function appendAudit(db: Database, entry: NewAuditEntry): Promise<void> {
  const { actor, ...rest } = written(entry);
  await db.insert(audit).values({ ...rest, actor_kind: actor.kind, actor_id: actor.id });
}

/** The same as a part of a transaction: written if `when` holds there. */
export function auditedIf(entry: NewAuditEntry, when: SQL): SQL {
  const { team_id, at, actor, actor_label, address, action, outcome, target, data } = written(entry);
  return sql`
    INSERT INTO audit (team_id, at, actor_kind, actor_id, actor_label, address, action, outcome, target, data)
    SELECT ${team_id}, ${at}, ${actor.kind}, ${actor.id}, ${actor_label}, ${address}, ${action}, ${outcome}, ${target},
      ${JSON.stringify(data)}
    WHERE ${when}`;
}

/** As it is kept: texts in it as a reader sees them. */
export function written<E extends Omit<NewAuditEntry, "outcome">>(
  entry: E,
): E & { readonly actor_label: string } {
  const { actor, target, data } = entry;
  const told = { target: target === null ? null : legible(target), data: legibleData(data) };
  return { ...entry, ...told, actor_label: legible(actor.label) };
}

/** Nothing of what somebody sent hides or turns around the rest of its line. */
function legibleData(data: NewAuditEntry["data"]): NewAuditEntry["data"] {
  const written: unknown = JSON.parse(JSON.stringify(data), (_key, value: unknown) =>
    typeof value === "string" ? legible(value) : value,
  );
  return written as NewAuditEntry["data"];
}

/** Newest first by `at`, then by `seq`. */
export async function listAudit(
  db: Database,
  request: AuditPageRequest,
): Promise<{ items: AuditEntry[]; next_before: number | null }> {
  const { limit } = request;
  const rows = await db
    .select()
    .from(audit)
    .where(await auditConditions(db, request))
    .orderBy(desc(audit.at), desc(audit.seq))
    .limit(limit + 1);
  const items = rows.slice(0, limit).map(({ actor_kind, actor_id, actor_label, ...rest }) => ({
    ...rest,
    actor: { kind: actor_kind as AuditActor["kind"], id: actor_id, label: actor_label },
  }));
  return { items, next_before: rows.length > limit ? (items.at(-1)?.seq ?? null) : null };
}

/** The entry that was written last, of whatever team; 0 when there is none. */
export async function lastAuditSeq(db: Database): Promise<number> {
  const row = await db.get<{ seq: number | null }>(sql`SELECT max(seq) AS seq FROM audit`);
  return row?.seq ?? 0;
}

/** Copies what was written under one team's id to another's: the log itself is never changed. */
export async function adoptAudit(db: Database, from: string, to: string): Promise<void> {
  await db.run(sql`
    INSERT INTO audit (team_id, at, actor_kind, actor_id, actor_label, address, action, outcome, target, data)
    SELECT ${to}, at, actor_kind, actor_id, actor_label, address, action, outcome, target, data
    FROM audit WHERE team_id = ${from} ORDER BY at, seq`);
}
