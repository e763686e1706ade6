/** Who changed what, and every refused attempt: append-only (triggers refuse updates and deletes). */
import { and, desc, eq, lt } from "drizzle-orm";
import type { Actor } from "../domain/sandbox.ts";
import type { Database } from "./database.ts";
import { audit } from "./schema/sandbox.ts";

export interface NewAuditEntry {
  readonly team_id: string;
  /** Epoch ms. */
  readonly at: number;
  readonly actor: Actor;
  /** The client's address, when there is one. */
  readonly address: string | null;
  /** noun.verb, e.g. `policy.patched`, `token.created`, `sandbox.teardown`. */
  readonly action: string;
  readonly outcome: "done" | "refused";
  /** What it was done to, e.g. `sandbox:demo`. */
  readonly target: string | null;
  /** Never secrets. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface AuditEntry extends NewAuditEntry {
  readonly seq: number;
}

export async function appendAudit(db: Database, entry: NewAuditEntry): Promise<void> {
  const { actor, ...rest } = entry;
  await db
    .insert(audit)
    .values({ ...rest, actor_kind: actor.kind, actor_id: actor.id, actor_label: actor.label });
}

/** Newest first; `before` is the last `seq` of the page before. */
export async function listAudit(
  db: Database,
  filter: { team_id: string; before?: number; target?: string; limit: number },
): Promise<{ items: AuditEntry[]; next_before: number | null }> {
  const rows = await db
    .select()
    .from(audit)
    .where(
      and(
        eq(audit.team_id, filter.team_id),
        filter.before === undefined ? undefined : lt(audit.seq, filter.before),
        filter.target === undefined ? undefined : eq(audit.target, filter.target),
      ),
    )
    .orderBy(desc(audit.seq))
    .limit(filter.limit + 1);
  const items = rows.slice(0, filter.limit).map(({ actor_kind, actor_id, actor_label, ...rest }) => ({
    ...rest,
    actor: { kind: actor_kind as Actor["kind"], id: actor_id, label: actor_label },
  }));
  return { items, next_before: rows.length > filter.limit ? (items.at(-1)?.seq ?? null) : null };
}
