/** Destroyed sandboxes as the policy looks at them: little of each, so that thousands are one cheap query. */
import { sql } from "drizzle-orm";
import { WARNING } from "../domain/policy.ts";
import type { Actor, Notice, OperationType, SandboxRecord } from "../domain/sandbox.ts";
import type { Database } from "./database.ts";

export interface Archive {
  readonly name: string;
  readonly profile: string;
  readonly destroyed_at: number | null;
  readonly notice: Notice | null;
  readonly operation: OperationType | null;
  readonly blockers: readonly { readonly code: string; readonly next_step: string }[];
}

type Row = Omit<Archive, "notice" | "blockers"> & { notice: string | null; blockers: string | null };

/** Those that a name still leads to, longest untouched first. */
export async function listArchives(db: Database, team_id: string, limit: number): Promise<Archive[]> {
  const rows = await db.all<Row>(sql`
    SELECT name, record ->> '$.profile' AS profile, record ->> '$.destroyed_at' AS destroyed_at,
           record -> '$.notice' AS notice, record ->> '$.operation.type' AS operation,
           record -> '$.blockers' AS blockers
    FROM sandboxes WHERE team_id = ${team_id} AND state = 'destroyed' AND replaced_at IS NULL
    ORDER BY updated_at, id LIMIT ${limit}`);
  return rows.map(({ notice, blockers, ...row }) => ({
    ...row,
    notice: notice === null ? null : (JSON.parse(notice) as Notice | null),
    blockers: blockers === null ? [] : (JSON.parse(blockers) as Archive["blockers"]),
  }));
}

/** One whose end is to be announced, or brought about. */
export interface EndingArchive {
  readonly id: string;
  readonly team_id: string;
  readonly name: string;
}

const DAY_MS = 86_400_000;

/**
 * Destroyed sandboxes, replaced ones too, about which the policy has something to do now, longest destroyed first: they
 * are near their end and nobody was told, or their end has come and people have had their notice. This only chooses
 * whom to ask; what is done is decided by `evaluate` in the sandbox's object. Not those that are at work already.
 */
export async function endingArchives(db: Database, now: number, limit: number): Promise<EndingArchive[]> {
  const { lead, notice } = WARNING.archive_retention;
  const days = sql`coalesce(pr.policy ->> '$.archive_retention_days', p.archive_retention_days)`;
  const length = sql`${days} * ${DAY_MS}`;
  const destroyed_at = sql`coalesce(s.record ->> '$.destroyed_at', s.updated_at)`;
  const end = sql`(${destroyed_at} + ${length})`;
  const told = sql`(s.record ->> '$.notice.reason' = 'archive_retention' AND s.record ->> '$.notice.at' = ${end})`;
  // Bounds what is read of a team's archives; 0 keeps without end.
  const shortest = sql`
    (SELECT min(nullif(days, 0)) FROM (
       SELECT p.archive_retention_days AS days
       UNION ALL SELECT policy ->> '$.archive_retention_days' FROM profiles WHERE team_id = p.team_id))`;
  return await db.all<EndingArchive>(sql`
    SELECT s.id, s.team_id, s.name
    FROM policies p JOIN sandboxes s ON s.team_id = p.team_id AND s.state = 'destroyed'
    LEFT JOIN profiles pr ON pr.team_id = s.team_id AND pr.name = s.record ->> '$.profile'
    WHERE ${destroyed_at} <= ${now} - ${shortest} * ${DAY_MS} + ${lead}
      AND s.operation_id IS NULL AND ${days} > 0
      AND ${now} >= CASE
        WHEN ${told} THEN max(${end}, (s.record ->> '$.notice.warned_at') + min(${notice}, ${length} / 2))
        ELSE ${end} - min(${lead}, ${length} / 2) END
    ORDER BY ${destroyed_at}, s.id LIMIT ${limit}`);
}

/**
 * Removes the row of a sandbox of which nothing else is kept any more, and says so in the audit log, once for each
 * operation however often it is repeated. Its name is free then.
 */
export async function forgetSandbox(
  db: Database,
  record: SandboxRecord,
  purge: { readonly operation_id: string; readonly actor: Actor },
  now: number,
): Promise<void> {
  const { id, team_id, name, state } = record;
  const { operation_id, actor } = purge;
  const target = `sandbox:${name}`;
  const data = JSON.stringify({ sandbox_id: id, operation_id });
  await db.run(sql`
    INSERT INTO audit (team_id, at, actor_kind, actor_id, actor_label, address, action, outcome, target, data)
    SELECT ${team_id}, ${now}, ${actor.kind}, ${actor.id}, ${actor.label}, NULL, 'archive.purged', 'done',
           ${target}, ${data}
    WHERE NOT EXISTS (SELECT 1 FROM audit WHERE team_id = ${team_id} AND target = ${target}
                        AND action = 'archive.purged' AND data ->> '$.operation_id' = ${operation_id})`);
  // The row itself may still say what it was before: the index lags.
  if (state === "destroyed") await db.run(sql`DELETE FROM sandboxes WHERE id = ${id}`);
}
