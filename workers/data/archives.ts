/** Destroyed sandboxes as the policy looks at them: little of each, so that thousands are one cheap query. */
import { sql } from "drizzle-orm";
import type { Notice, OperationType } from "../domain/sandbox.ts";
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
