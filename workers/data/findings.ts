/** What the cron found, as the audit log keeps it. */
import { sql } from "drizzle-orm";
import { FINDINGS, type FindingAction } from "../domain/sandbox/reconciliation.ts";
import type { Database } from "./database.ts";

export interface StoredFinding {
  readonly seq: number;
  /** Epoch ms. */
  readonly at: number;
  readonly action: FindingAction;
  readonly sandbox_id: string;
  /** Null when no sandbox of that id is left. */
  readonly name: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

type Row = Omit<StoredFinding, "data"> & { readonly data: string };

/** Newest first; `before` is the last `seq` of the page before. */
export async function listFindings(
  db: Database,
  filter: { team_id: string; before?: number; limit: number },
): Promise<{ items: StoredFinding[]; next_before: number | null }> {
  const { team_id, before = Number.MAX_SAFE_INTEGER, limit } = filter;
  const rows = await db.all<Row>(sql`
    SELECT a.seq, a.at, a.action, substr(a.target, 9) AS sandbox_id, s.name, a.data
    FROM audit a LEFT JOIN sandboxes s ON s.id = substr(a.target, 9) AND s.team_id = a.team_id
    WHERE a.team_id = ${team_id} AND a.actor_kind = 'system' AND a.seq < ${before}
      AND a.action IN (SELECT value FROM json_each(${JSON.stringify(FINDINGS)}))
    ORDER BY a.seq DESC LIMIT ${limit + 1}`);
  const items = rows.slice(0, limit).map(stored);
  return { items, next_before: rows.length > limit ? (items.at(-1)?.seq ?? null) : null };
}

/** The newest about this sandbox; undefined when there is none. */
export async function lastFinding(
  db: Database,
  team_id: string,
  sandbox_id: string,
): Promise<Pick<StoredFinding, "action" | "data"> | undefined> {
  const row = await db.get<{ action: FindingAction; data: string } | undefined>(sql`
    SELECT action, data FROM audit
    WHERE team_id = ${team_id} AND target = ${`sandbox:${sandbox_id}`} AND actor_kind = 'system'
    ORDER BY seq DESC LIMIT 1`);
  return row && { action: row.action, data: JSON.parse(row.data) as StoredFinding["data"] };
}

/** Names of those that are left, by id. */
export async function namesOf(db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db.all<{ id: string; name: string }>(
    sql`SELECT id, name FROM sandboxes WHERE id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`,
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function stored(row: Row): StoredFinding {
  return { ...row, data: JSON.parse(row.data) as StoredFinding["data"] };
}
