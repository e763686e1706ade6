/**
 * Taking a right away. The change itself is in D1 and holds from the next request on; sockets that are open rest on what
 * was right when they were opened, so they are closed. That is noted before the change: whatever is cut off between the
 * two is repeated by the cron, and closing a socket of somebody who lost nothing costs them one reconnect.
 */
import { database } from "../data/database.ts";
import {
  deleteRevocation,
  type NotedRevocation,
  noteRevocation,
  type Revocation,
  sandboxesConcerned,
  unfinishedRevocations,
} from "../data/revocations.ts";
import { CLOSE_CODES } from "../domain/protocol.ts";
import type { Result } from "../domain/refusal.ts";
import type { ViewerMatch } from "../sandbox/contract.ts";
import type { ServiceEnv } from "./context.ts";
import { sandboxStub } from "./sandboxes/sandbox-stub.ts";

/** Sandboxes told at a time. */
const AT_ONCE = 32;
/** A revocation that is older than this was cut off, ms. */
const CUT_OFF_MS = 30_000;
/** Revocations that one run of the cron finishes. */
const A_RUN = 100;

export interface LostRight {
  readonly where: Revocation["where"];
  readonly match: ViewerMatch;
  /** Told to whoever is closed, e.g. "the share link was revoked". */
  readonly reason: string;
  /** 4403 unless it says otherwise: ask again. */
  readonly code?: number;
}

/**
 * Does the change, then closes the sockets that rested on the right, before it answers. A sandbox that can't be reached is
 * told by the cron. `change` that refuses closes nothing.
 */
export async function revoking<T>(
  env: ServiceEnv,
  lost: LostRight,
  now: number,
  change: () => Promise<Result<T>>,
): Promise<Result<T>> {
  const db = database(env.DB);
  const { where, match, reason, code = CLOSE_CODES.forbidden } = lost;
  const noted: NotedRevocation = { id: crypto.randomUUID(), where, match, reason, code };
  // Whom it concerns is asked before: afterwards a person may no longer belong to the team.
  const [concerned] = await Promise.all([sandboxesConcerned(db, where), noteRevocation(db, noted, now)]);
  const result = await change();
  if (!result.ok) await deleteRevocation(db, noted.id);
  else if (await tell(env, noted, concerned)) await deleteRevocation(db, noted.id);
  return result;
}

/** Finishes those that were cut off; called by the cron. Throws when a sandbox still can't be told. */
export async function finishRevocations(env: ServiceEnv, now: number): Promise<void> {
  const db = database(env.DB);
  let failures = 0;
  for (const noted of await unfinishedRevocations(db, now - CUT_OFF_MS, A_RUN)) {
    if (await tell(env, noted, await sandboxesConcerned(db, noted.where)))
      await deleteRevocation(db, noted.id);
    else failures += 1;
  }
  if (failures > 0) throw new Error(`${failures} revocations could not be told to every sandbox`);
}

/** Whether every sandbox has heard. */
async function tell(env: ServiceEnv, noted: NotedRevocation, ids: readonly string[]): Promise<boolean> {
  let failures = 0;
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const told = await Promise.allSettled(
      ids
        .slice(from, from + AT_ONCE)
        .map((id) => sandboxStub(env, id).closeViewers(noted.match as ViewerMatch, noted.reason, noted.code)),
    );
    failures += told.filter(({ status }) => status === "rejected").length;
  }
  if (failures > 0) console.warn(`revocation ${noted.id}: ${failures} sandboxes were not told yet`);
  return failures === 0;
}
