/** Each minute: what no single sandbox can see, and what has outlived its use. */
import { deleteEndedAttempts } from "./data/attempts.ts";
import { deleteExpiredSessions } from "./data/browser-sessions.ts";
import { database } from "./data/database.ts";
import { interruptAbandonedDeeds } from "./data/deeds-under-way.ts";
import { deleteExpiredIdempotencyKeys } from "./data/idempotency-keys.ts";
import { deleteExpiredResets } from "./data/password-resets.ts";
import { deleteEndedShares } from "./data/shares.ts";
import { deleteExpiredTickets } from "./data/tickets.ts";
import { forgetOutlivedAudit } from "./services/audit/audit-retention.ts";
import { lookAtArchives } from "./services/keeping/archives.ts";
import { listingEngine } from "./services/reconciliation/listing-engine.ts";
import { reconcile } from "./services/reconciliation/reconcile.ts";
import { finishRevocations } from "./services/revocations.ts";
import { noteUsage } from "./services/team/note-usage.ts";

/** `now` in epoch ms. One part's failure is thrown, logged by the platform, and keeps no other from running. */
export async function runScheduled(env: Env, now: number): Promise<void> {
  const db = database(env.DB);
  const outcomes = await Promise.allSettled([
    reconcileOrThrow(env, now),
    lookAtArchives(env, now),
    deleteExpiredIdempotencyKeys(db, now),
    deleteExpiredTickets(db, now),
    deleteEndedShares(db, now),
    deleteEndedAttempts(db, now),
    deleteExpiredResets(db, now),
    deleteExpiredSessions(db, now),
    finishRevocations(env, now),
    noteUsage(env, now),
    forgetOutlivedAudit(env, now),
    interruptAbandonedDeeds(db),
  ]);
  const failures = outcomes.filter((outcome) => outcome.status === "rejected").map(({ reason }) => reason);
  if (failures.length > 0)
    throw new AggregateError(failures, `scheduled: ${failures.map(String).join("; ")}`);
}

/** What it could not look at is shown to admins; thrown too, so that the platform's log has it. */
async function reconcileOrThrow(env: Env, now: number): Promise<void> {
  const { run } = (await reconcile(env, listingEngine(env, now), now)) ?? {};
  if (run && run.failures.length > 0)
    throw new Error(`reconcile: ${run.failures.map(({ message }) => message).join("; ")}`);
}
