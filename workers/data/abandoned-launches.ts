/** Rows of launches that never reached their sandbox: nothing was started, nobody was told it was. */
import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";

/** Removes the row and gives its name and place in the quota back. False once the sandbox has written to it. */
export async function deleteAbandonedLaunch(db: Database, id: string): Promise<boolean> {
  const result = await db.run(sql`DELETE FROM sandboxes WHERE id = ${id} AND state = 'new' AND version = 0`);
  return result.meta.changes === 1;
}
