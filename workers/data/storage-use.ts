/** What is kept of sandboxes: bytes of checkpoints, exports and recordings, now and as each day began. */
import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";

export interface OwnerBytes {
  readonly owner_id: string;
  readonly bytes: number;
}

/** As the sandbox knows it at `version`; what an older one says changes nothing. */
export async function recordStored(
  db: Database,
  sandbox: { readonly id: string; readonly version: number },
  bytes: number,
): Promise<void> {
  await db.run(sql`
    UPDATE sandboxes SET stored_bytes = ${bytes} WHERE id = ${sandbox.id} AND version <= ${sandbox.version}`);
}

/** By owner; whoever has nothing is not in it. */
export async function storedNow(db: Database, team_id: string): Promise<OwnerBytes[]> {
  return await db.all(sql`
    SELECT owner_id, sum(stored_bytes) AS bytes FROM sandboxes
    WHERE team_id = ${team_id} AND stored_bytes > 0 GROUP BY owner_id`);
}

export async function storedByDay(
  db: Database,
  team_id: string,
  first_day: number,
): Promise<(OwnerBytes & { readonly day: number })[]> {
  return await db.all(sql`
    SELECT day, owner_id, bytes FROM storage_days WHERE team_id = ${team_id} AND day >= ${first_day} ORDER BY day`);
}

/** Once a day, however often it is called: what there is as the day begins, and an end of what is older than `keep` days. */
export async function noteStorage(db: Database, day: number, keep: number): Promise<void> {
  const noted = await db.run(sql`
    INSERT INTO storage_days (team_id, day, owner_id, bytes)
    SELECT team_id, ${day}, owner_id, sum(stored_bytes) FROM sandboxes
    WHERE stored_bytes > 0 AND NOT EXISTS (SELECT 1 FROM storage_days WHERE day = ${day})
    GROUP BY team_id, owner_id ON CONFLICT DO NOTHING`);
  if (noted.meta.changes > 0) await db.run(sql`DELETE FROM storage_days WHERE day < ${day - keep}`);
}
