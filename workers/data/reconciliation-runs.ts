/** The cron's runs: one at a time, and what the last one came to. Times are epoch milliseconds. */
import { sql } from "drizzle-orm";
import type { FindingAction } from "../domain/sandbox/reconciliation.ts";
import type { Database } from "./database.ts";

export interface RunFailure {
  /** Null when it is nobody's in particular. */
  readonly team_id: string | null;
  /** In words, for admins. */
  readonly message: string;
}

export interface ReconciliationRun {
  /** When it began. */
  readonly at: number;
  readonly duration_ms: number;
  /** Findings by action. */
  readonly counts: Readonly<Partial<Record<FindingAction, number>>>;
  readonly failures: readonly RunFailure[];
}

/** Keeps other runs from beginning until `until`; false while another one does so. */
export async function beginRun(db: Database, now: number, until: number): Promise<boolean> {
  const taken = await db.run(sql`
    INSERT INTO reconciliation (id, busy_until) VALUES (1, ${until})
    ON CONFLICT (id) DO UPDATE SET busy_until = excluded.busy_until WHERE busy_until <= ${now}`);
  return taken.meta.changes === 1;
}

/** Lets the next run begin. `until` as at the beginning: a run that took longer does not end the one after it. */
export async function endRun(db: Database, until: number, run: ReconciliationRun): Promise<void> {
  const { at, duration_ms, counts, failures } = run;
  await db.run(sql`
    UPDATE reconciliation SET
      busy_until = CASE WHEN busy_until = ${until} THEN 0 ELSE busy_until END,
      at = ${at}, duration_ms = ${duration_ms}, counts = ${JSON.stringify(counts)},
      failures = ${JSON.stringify(failures)}
    WHERE id = 1`);
}

export interface Runs {
  readonly last: ReconciliationRun | null;
  readonly running: boolean;
  /** Since when a run has been owed: the last one's beginning, or the deployment's set-up. Null before that. */
  readonly owed_since: number | null;
}

export async function readRuns(db: Database, now: number): Promise<Runs> {
  const first = await db.get<{ at: number | null }>(sql`SELECT min(created_at) AS at FROM teams`);
  const row = await db.get<Row | undefined>(sql`SELECT * FROM reconciliation WHERE id = 1`);
  const none = { last: null, owed_since: first?.at ?? null };
  if (!row) return { ...none, running: false };
  const running = row.busy_until > now;
  if (row.at === null) return { ...none, running };
  const counts = JSON.parse(row.counts) as ReconciliationRun["counts"];
  const failures = JSON.parse(row.failures) as RunFailure[];
  const last = { at: row.at, duration_ms: row.duration_ms, counts, failures };
  return { last, running, owed_since: row.at };
}

type Row = { readonly busy_until: number } & (
  | { readonly at: null }
  | {
      readonly at: number;
      readonly duration_ms: number;
      readonly counts: string;
      readonly failures: string;
    }
);
