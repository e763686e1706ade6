/** Each minute: what no single sandbox can see, and what has outlived its use. */
import { database } from "./data/database.ts";
import { deleteExpiredIdempotencyKeys } from "./data/idempotency-keys.ts";
import { deleteExpiredTickets } from "./data/tickets.ts";
import { engineFor } from "./engines/select.ts";
import { reconcile } from "./services/reconcile.ts";

/** `now` in epoch ms. One part's failure is thrown, logged by the platform, and keeps no other from running. */
export async function runScheduled(env: Env, now: number): Promise<void> {
  const db = database(env.DB);
  const outcomes = await Promise.allSettled([
    reconcile(env, engineFor(env), now),
    deleteExpiredIdempotencyKeys(db, now),
    deleteExpiredTickets(db, now),
  ]);
  const failures = outcomes.filter((outcome) => outcome.status === "rejected").map(({ reason }) => reason);
  if (failures.length > 0)
    throw new AggregateError(failures, `scheduled: ${failures.map(String).join("; ")}`);
}
