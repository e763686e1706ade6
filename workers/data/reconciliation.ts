/** What the cron asks of the projection: rows that no single sandbox can see are wrong. */
import { type SQL, sql } from "drizzle-orm";
import type { State } from "../domain/sandbox.ts";
import type { Database } from "./database.ts";

/** A row that may be wrong. */
export interface Suspect {
  readonly id: string;
  readonly team_id: string;
  readonly state: State;
  readonly version: number;
  /** Epoch ms. */
  readonly looked_at: number;
}

/** Which rows to look at: at most `limit`, those first that were not looked at for longest. */
export interface SuspectFilter {
  /** Nothing has changed since, epoch ms: younger ones are still on their way. */
  readonly unchanged_since: number;
  readonly limit: number;
}

/** A failed launch left nothing behind, so it takes no place in the quota either; as in `projectSandbox`. */
const TRULY_ACTIVE = sql`NOT (state IN ('destroyed', 'error') AND record ->> '$.container' = 'none')`;

/** Rows on their way somewhere, or with an operation. */
export async function stuckSandboxes(db: Database, filter: SuspectFilter): Promise<Suspect[]> {
  return suspects(
    db,
    filter,
    sql`(operation_id IS NOT NULL OR state IN ('new', 'provisioning', 'saving', 'tearing_down'))`,
  );
}

/** Rows whose sandbox should be in the engine, and is not among those that it runs. */
export async function missingSandboxes(
  db: Database,
  running_in_engine: readonly string[],
  filter: SuspectFilter,
): Promise<Suspect[]> {
  return suspects(
    db,
    filter,
    sql`(state IN ('running', 'saving', 'completed')
         OR (state = 'error' AND record ->> '$.container' = 'present'))
        AND id NOT IN (SELECT value FROM json_each(${JSON.stringify(running_in_engine)}))`,
  );
}

/** Rows that are counted as active and are not, or the other way round; a place just claimed counts as taken. */
export async function miscountedSandboxes(db: Database, filter: SuspectFilter): Promise<Suspect[]> {
  return suspects(db, filter, miscounted(filter.unchanged_since));
}

/** Rows that were not looked at since `before` (epoch ms), whatever they say. */
export async function unseenSandboxes(
  db: Database,
  before: number,
  filter: SuspectFilter,
): Promise<Suspect[]> {
  return suspects(db, filter, sql`looked_at < ${before}`);
}

/** Remembers the look; false when another run has looked meanwhile. */
export async function claimLook(db: Database, { id, looked_at }: Suspect, now: number): Promise<boolean> {
  const claimed = await db.run(
    // What a transfer that was cut off has counted as the receiver's is its owner's again.
    sql`UPDATE sandboxes SET looked_at = ${now}, owner_id = coalesce(record ->> '$.owner.user_id', owner_id)
        WHERE id = ${id} AND looked_at = ${looked_at}`,
  );
  return claimed.meta.changes === 1;
}

/** What the index holds now; undefined when the row is gone. */
export async function indexedVersion(db: Database, id: string): Promise<number | undefined> {
  const row = await db.get<{ version: number } | undefined>(
    sql`SELECT version FROM sandboxes WHERE id = ${id}`,
  );
  return row?.version;
}

/** Counts the row as what its record says, unless it has moved on from `version`; answers null when it was right. */
export async function correctActive(
  db: Database,
  { id, version }: Pick<Suspect, "id" | "version">,
  unchanged_since: number,
): Promise<"active" | "inactive" | null> {
  const row = await db.get<{ active: number } | undefined>(sql`
    UPDATE sandboxes SET active = 1 - active
    WHERE id = ${id} AND version = ${version} AND ${miscounted(unchanged_since)}
    RETURNING active`);
  return row ? (row.active === 1 ? "active" : "inactive") : null;
}

export interface KnownSandbox {
  readonly id: string;
  readonly team_id: string;
  readonly state: State;
  readonly container: "none" | "present" | "lost";
  /** Epoch ms. */
  readonly updated_at: number;
}

/** Those of `ids` that have a row; what the engine runs and is not among them is an orphan. */
export async function knownSandboxes(
  db: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownSandbox>> {
  const rows = await db.all<KnownSandbox>(sql`
    SELECT id, team_id, state, record ->> '$.container' AS container, updated_at FROM sandboxes
    WHERE id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Sandboxes of the team that hold a place in its quota. */
export async function countActive(db: Database, team_id: string): Promise<number> {
  const row = await db.get<{ n: number }>(
    sql`SELECT count(*) AS n FROM sandboxes WHERE team_id = ${team_id} AND active = 1`,
  );
  return row?.n ?? 0;
}

/** Ids that an engine may have which can't list what it runs: what is active, and what was until `since` (epoch ms). */
export async function possiblyInEngine(
  db: Database,
  since: number,
  limit: number,
): Promise<{ readonly id: string; readonly updated_at: number }[]> {
  return await db.all(sql`
    SELECT id, updated_at FROM sandboxes WHERE active = 1 OR (state = 'destroyed' AND updated_at > ${since})
    ORDER BY active DESC, updated_at DESC LIMIT ${limit}`);
}

async function suspects(
  db: Database,
  { unchanged_since, limit }: SuspectFilter,
  condition: SQL,
): Promise<Suspect[]> {
  return await db.all<Suspect>(sql`
    SELECT id, team_id, state, version, looked_at FROM sandboxes
    WHERE updated_at < ${unchanged_since} AND ${condition}
    ORDER BY looked_at, updated_at, id LIMIT ${limit}`);
}

function miscounted(unchanged_since: number): SQL {
  // The states are named so that an index finds them: archives are looked at only while they count as active.
  return sql`operation_id IS NULL AND updated_at < ${unchanged_since} AND claimed_at < ${unchanged_since}
    AND ((active = 1 AND NOT ${TRULY_ACTIVE})
      OR (active = 0 AND ${TRULY_ACTIVE} AND state IN
          ('new', 'provisioning', 'running', 'saving', 'completed', 'tearing_down', 'error')))`;
}
