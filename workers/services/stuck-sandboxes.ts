import { deleteAbandonedLaunch } from "../data/abandoned-launches.ts";
import { database } from "../data/database.ts";
import { type StuckSandbox, stuckSandboxes, touchStuck } from "../data/reconciliation.ts";
import type { ServiceEnv } from "./context.ts";
import type { Finding } from "./reconcile.ts";
import { sandboxStub } from "./sandbox-stub.ts";

/** How long a sandbox may be on its way without news before it is looked at, ms. */
const STUCK_AFTER_MS = 60_000;
/** How many one run looks at; the longest stuck first. */
const BATCH = 50;

/** Repeats what got stuck: the sandbox's object goes on with its pending work and tells the index where it is. */
export async function pokeStuck(env: ServiceEnv, now: number): Promise<Finding[]> {
  const stuck = await stuckSandboxes(database(env.DB), now - STUCK_AFTER_MS, BATCH);
  const findings = await Promise.all(stuck.map((row) => lookAt(env, row, now)));
  return findings.filter((finding) => finding !== null);
}

async function lookAt(env: ServiceEnv, row: StuckSandbox, now: number): Promise<Finding | null> {
  const db = database(env.DB);
  const { id: sandbox_id, team_id, state } = row;
  const stub = sandboxStub(env, sandbox_id);
  if ((await stub.record()) === null) {
    // The launch died between the index and the object: nothing was started, and its name is free again.
    const removed = await deleteAbandonedLaunch(db, sandbox_id);
    return removed ? { action: "launch.abandoned", sandbox_id, team_id, data: {} } : null;
  }
  await stub.poke();
  await touchStuck(db, sandbox_id, now);
  return { action: "sandbox.poked", sandbox_id, team_id, data: { state } };
}
