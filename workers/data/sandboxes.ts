/** The projection of sandboxes: written by launch (once) and by each sandbox's Durable Object, read by lists. */
import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { NO_TEARDOWN, type TeardownForecast } from "../domain/policy.ts";
import type { SandboxRecord, State } from "../domain/sandbox.ts";
import type { Database } from "./database.ts";
import { hasPlace, hasStorage, type Quota, readPlaces } from "./places.ts";
import { sandboxes } from "./schema/sandbox.ts";
import { visibleTo } from "./visible.ts";

/** A row as readers get it. */
export interface Projection {
  readonly record: SandboxRecord;
  readonly teardown: TeardownForecast;
}

export type QuotaOutcome = "quota_member" | "quota_team" | "quota_storage";
export type InsertOutcome = "inserted" | QuotaOutcome | "name_taken";

const readable = { record: sandboxes.record, teardown: sandboxes.teardown };

/**
 * Inserts a launch's row (state `new`, version 0) unless a quota is reached or the name is taken. Quota and name
 * are decided inside the one statement, so that concurrent launches can't pass together. Repeating it with the
 * same id and name is `inserted` again.
 */
export async function insertSandbox(
  db: Database,
  record: SandboxRecord,
  quota: Quota,
): Promise<InsertOutcome> {
  const { id, team_id, owner, name } = record;
  const inserted = await db.run(sql`
    INSERT INTO sandboxes (id, team_id, owner_id, name, repository, state, active, operation_id, version,
                           record, teardown, visibility, created_at, updated_at)
    SELECT ${id}, ${team_id}, ${owner.user_id}, ${name}, ${record.repository}, ${record.state}, 1,
           ${record.operation?.id ?? null}, ${record.version}, ${JSON.stringify(record)},
           ${JSON.stringify(NO_TEARDOWN)}, ${record.visibility}, ${record.created_at}, ${record.created_at}
    WHERE ${hasPlace(team_id, owner.user_id, quota)} AND ${hasStorage(team_id, quota)}
    ON CONFLICT DO NOTHING`);
  if (inserted.meta.changes === 1) return "inserted";
  const holder = await db.get<{ id: string }>(
    sql`SELECT id FROM sandboxes WHERE team_id = ${team_id} AND name = ${name} AND replaced_at IS NULL`,
  );
  if (holder) return holder.id === id ? "inserted" : "name_taken";
  return await quotaReached(db, team_id, owner.user_id, quota);
}

/** Takes a place in the quota for an archived sandbox that is about to run again; one statement, as above. */
export async function claimActive(
  db: Database,
  sandbox: { id: string; team_id: string },
  quota: Quota,
  now: number,
): Promise<"claimed" | "already_active" | QuotaOutcome> {
  const claimed = await db.run(sql`
    UPDATE sandboxes SET active = 1, claimed_at = ${now}
    WHERE id = ${sandbox.id} AND active = 0 AND ${hasPlace(sandbox.team_id, sql`sandboxes.owner_id`, quota)}`);
  if (claimed.meta.changes === 1) return "claimed";
  const renewed = await db.run(sql`
    UPDATE sandboxes SET claimed_at = ${now} WHERE id = ${sandbox.id} AND active = 1`);
  if (renewed.meta.changes === 1) return "already_active";
  // Its archive is kept already: storage does not refuse it.
  return await quotaReached(db, sandbox.team_id, null, { ...quota, max_storage_gb: 0 });
}

/** Gives the place back when the sandbox refused to run again. Only while the engine has nothing of it. */
export async function releaseActive(db: Database, id: string): Promise<void> {
  await db.run(sql`
    UPDATE sandboxes SET active = 0
    WHERE id = ${id} AND state IN ('destroyed', 'error') AND record ->> '$.container' = 'none'`);
}

/**
 * Brings the row up to `record`. An older or equal version changes nothing, so deliveries may repeat and
 * arrive out of order. Answers whether the row changed.
 */
export async function projectSandbox(
  db: Database,
  record: SandboxRecord,
  teardown: TeardownForecast,
  now: number,
): Promise<boolean> {
  // A failed launch left nothing behind, so it takes no place in the quota either.
  const gone = record.state === "destroyed" || record.state === "error";
  const active = gone && record.container === "none" ? 0 : 1;
  const result = await db.run(sql`
    INSERT INTO sandboxes (id, team_id, owner_id, name, repository, state, active, operation_id, version,
                           record, teardown, visibility, created_at, updated_at)
    VALUES (${record.id}, ${record.team_id}, ${record.owner.user_id}, ${record.name}, ${record.repository},
            ${record.state}, ${active}, ${record.operation?.id ?? null}, ${record.version},
            ${JSON.stringify(record)}, ${JSON.stringify(teardown)}, ${record.visibility}, ${record.created_at}, ${now})
    ON CONFLICT (id) DO UPDATE SET
      owner_id = excluded.owner_id, visibility = excluded.visibility, state = excluded.state, active = excluded.active, operation_id = excluded.operation_id,
      version = excluded.version, record = excluded.record, teardown = excluded.teardown,
      updated_at = excluded.updated_at
    WHERE excluded.version > sandboxes.version`);
  return result.meta.changes === 1;
}

export interface SandboxFilter {
  readonly team_id: string;
  /** For whom colleagues' private ones are not there (a user id); null sees all. */
  readonly seen_by: string | null;
  readonly state?: State;
  readonly owner_id?: string;
  /** Found anywhere in the name, or in the repository. */
  readonly q?: string;
  /** Position of the last row of the page before: its `created_at` (epoch ms) and id. */
  readonly cursor?: { readonly created_at: number; readonly id: string };
  /** Rows a page, at least 1. */
  readonly limit: number;
}

export interface SandboxPage {
  readonly items: readonly Projection[];
  readonly next_cursor: { readonly created_at: number; readonly id: string } | null;
}

/** Newest first. One row more than asked is read, to know whether there is a next page. */
export async function listSandboxes(db: Database, filter: SandboxFilter): Promise<SandboxPage> {
  const { team_id, seen_by, state, owner_id, q, cursor, limit } = filter;
  // Patterns of LIKE are bounded at 50 bytes there: no longer than many a repository's address.
  const has = (text: string) => sql`instr(lower(${sql.raw(text)}), lower(${q})) > 0`;
  const rows = await db
    .select(readable)
    .from(sandboxes)
    .where(
      and(
        eq(sandboxes.team_id, team_id),
        isNull(sandboxes.replaced_at),
        visibleTo(seen_by),
        state && eq(sandboxes.state, state),
        owner_id ? eq(sandboxes.owner_id, owner_id) : undefined,
        cursor && sql`(created_at, id) < (${cursor.created_at}, ${cursor.id})`,
        q ? sql`(${has("name")} OR ${has("repository")})` : undefined,
      ),
    )
    .orderBy(desc(sandboxes.created_at), desc(sandboxes.id))
    .limit(limit + 1);
  const items = rows.slice(0, limit);
  const last = items.at(-1)?.record;
  return {
    items,
    next_cursor: rows.length > limit && last ? { created_at: last.created_at, id: last.id } : null,
  };
}

/** `name` must be normalised. Replaced sandboxes are not found by name. */
export async function findSandboxByName(
  db: Database,
  team_id: string,
  name: string,
): Promise<Projection | undefined> {
  return await db
    .select(readable)
    .from(sandboxes)
    .where(and(eq(sandboxes.team_id, team_id), eq(sandboxes.name, name), isNull(sandboxes.replaced_at)))
    .get();
}

export async function findSandboxById(db: Database, id: string): Promise<Projection | undefined> {
  return await db.select(readable).from(sandboxes).where(eq(sandboxes.id, id)).get();
}

/** Frees the name of a destroyed sandbox for another one. False when it is not destroyed. */
export async function replaceSandbox(db: Database, id: string, now: number): Promise<boolean> {
  const result = await db.run(sql`
    UPDATE sandboxes SET replaced_at = coalesce(replaced_at, ${now}) WHERE id = ${id} AND state = 'destroyed'`);
  return result.meta.changes === 1;
}

/** Every active sandbox of a team, for the preview of a policy; bounded by the quota. */
export async function activeSandboxes(db: Database, team_id: string): Promise<Projection[]> {
  return await db
    .select(readable)
    .from(sandboxes)
    .where(and(eq(sandboxes.team_id, team_id), eq(sandboxes.active, true)))
    .orderBy(desc(sandboxes.created_at), desc(sandboxes.id));
}

/**
 * Which quota refused (`user_id`: whose it would be, where that matters); a place that became free since counts as the
 * member's, which is retryable alike.
 */
async function quotaReached(
  db: Database,
  team_id: string,
  user_id: string | null,
  quota: Quota,
): Promise<QuotaOutcome> {
  const { member, team, storage } = await readPlaces(db, team_id, user_id ?? "", quota);
  if (team.used >= team.allowed) return "quota_team";
  const full = user_id !== null && member.used >= member.allowed;
  return !full && storage.allowed > 0 && storage.used >= storage.allowed ? "quota_storage" : "quota_member";
}
