import { database } from "../../data/database.ts";
import { deleteRunsBefore } from "../../data/runs.ts";
import { noteStorage } from "../../data/storage-use.ts";
import { DAY_MS, dayOf } from "../../domain/usage/usage.ts";
import type { ServiceEnv } from "../context.ts";

/** Days that usage is kept: a year, and a month to look back at it. */
const KEPT_DAYS = 396;

/** The cron's part of usage: what is stored as a day begins, and the end of what is too old to be asked for. */
export async function noteUsage({ DB }: Pick<ServiceEnv, "DB">, now: number): Promise<void> {
  const db = database(DB);
  await noteStorage(db, dayOf(now), KEPT_DAYS);
  await deleteRunsBefore(db, now - KEPT_DAYS * DAY_MS);
}
