/** No change without its entry in the audit log: what is done is noted before it begins, and ends with its entry (021). */
import type { NewAuditEntry } from "../../data/audit.ts";
import { database } from "../../data/database.ts";
import {
  ALIVE_AGAIN_MS,
  beginDeed,
  type DeedUnderWay,
  endDeed,
  interruptDeed,
  keepDeedAlive,
} from "../../data/deeds-under-way.ts";
import { type Result, refuse } from "../../domain/refusal.ts";
import type { ServiceEnv } from "../context.ts";
import { failedOnFullDisk, SERVER_DISK_FULL } from "../server-disk.ts";

/**
 * Does the work once it is noted, and writes what `told` says of its result. Work that throws, or whose entry can't be
 * written, leaves one of the outcome `interrupted`, now or from the cron. Refuses with `server_disk_full` when it can't be
 * noted: then nothing is done.
 */
export async function underWay<T>(
  env: ServiceEnv,
  deed: DeedUnderWay,
  work: () => Promise<Result<T>>,
  told: (result: Result<T>) => NewAuditEntry,
): Promise<Result<T>> {
  const [db, id] = [database(env.DB), crypto.randomUUID()];
  try {
    await beginDeed(db, id, deed);
  } catch (error) {
    if (await failedOnFullDisk(error, env as Env)) return refuse(NOTHING_DONE);
    throw error;
  }
  // However long it takes (a wait, an upload): the cron must not take it for abandoned.
  const alive = setInterval(() => void keepDeedAlive(db, id).catch(logged(deed)), ALIVE_AGAIN_MS);
  try {
    const result = await work();
    await endDeed(db, id, told(result));
    return result;
  } catch (error) {
    await interruptDeed(db, id).catch(logged(deed));
    throw error;
  } finally {
    clearInterval(alive);
  }
}

/** The row stays, and the cron writes the entry. */
function logged({ action, data }: DeedUnderWay): (error: unknown) => void {
  return (error) => console.error(`${action} of request ${data.request_id} is told later: ${String(error)}`);
}

const NOTHING_DONE = {
  ...SERVER_DISK_FULL,
  message: `${SERVER_DISK_FULL.message} Nothing was done: no change is made that the audit log could not tell of.`,
};
