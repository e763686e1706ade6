/** Which sandboxes exist for somebody, as a condition of the query itself: pages stay full, and counts tell nothing. */
import { type SQL, sql } from "drizzle-orm";

/** @param seen_by a user id, for whom colleagues' private sandboxes are not there; null sees all of the team's */
export function visibleTo(seen_by: string | null): SQL | undefined {
  return seen_by === null ? undefined : sql`(visibility = 'team' OR owner_id = ${seen_by})`;
}
