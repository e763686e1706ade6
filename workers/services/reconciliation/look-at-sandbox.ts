import { deleteAbandonedLaunch } from "../../data/abandoned-launches.ts";
import { type Database, database } from "../../data/database.ts";
import { claimLook, correctActive, indexedVersion } from "../../data/reconciliation.ts";
import type { FindingAction } from "../../domain/sandbox/reconciliation.ts";
import type { SandboxRecord } from "../../domain/sandbox.ts";
import type { ServiceEnv } from "../context.ts";
import { sandboxStub } from "../sandboxes/sandbox-stub.ts";
import type { Outcome } from "./finding.ts";
import { type Suspected, UNCHANGED_FOR_MS } from "./suspects.ts";

/**
 * Compares what the index says with the sandbox's own record, which is the truth, and has the sandbox itself compare
 * that with the engine. Whatever is wrong is put right by the one who owns it; here only the count of the quota is.
 */
export async function lookAtSandbox(env: ServiceEnv, suspect: Suspected, now: number): Promise<Outcome> {
  const db = database(env.DB);
  if (!(await claimLook(db, suspect, now))) return null;
  const stub = sandboxStub(env, suspect.id);
  const before = await stub.record();
  if (!before) return nobodyKnows(db, suspect);
  const behind = await isBehind(db, suspect, before);
  if (behind || suspect.reason !== "unseen") await stub.poke(behind ? suspect.version : undefined);
  const after = (await stub.record()) ?? before;
  if (after.container === "lost" && before.container !== "lost") {
    return found(suspect, "sandbox.lost", { state: before.state, message: after.error?.message });
  }
  if (behind) return broughtUpToDate(db, suspect, before);
  if (suspect.reason === "miscounted") return recounted(db, suspect, now);
  if (suspect.reason !== "stuck") return null;
  return found(suspect, "sandbox.poked", { state: after.state, version: after.version });
}

/** The launch died between the index and the object: nothing was started, and its name is free again. */
async function nobodyKnows(db: Database, suspect: Suspected): Promise<Outcome> {
  if (await deleteAbandonedLaunch(db, suspect.id)) return found(suspect, "launch.abandoned", {});
  if ((await indexedVersion(db, suspect.id)) === undefined) return null;
  return { failure: `the list shows it as ${suspect.state}, but nothing is known of it where it is kept.` };
}

/** Asked again, so that a change that was just on its way does not count. */
async function isBehind(db: Database, { id, version }: Suspected, record: SandboxRecord): Promise<boolean> {
  if (version >= record.version) return false;
  return ((await indexedVersion(db, id)) ?? record.version) < record.version;
}

async function broughtUpToDate(db: Database, suspect: Suspected, record: SandboxRecord): Promise<Outcome> {
  const version = await indexedVersion(db, suspect.id);
  if (version !== undefined && version < record.version) {
    return { failure: "the list is behind and could not be brought up to date; it is tried again." };
  }
  return found(suspect, "index.repaired", { from: suspect.version, to: version ?? record.version });
}

async function recounted(db: Database, suspect: Suspected, now: number): Promise<Outcome> {
  const counted = await correctActive(db, suspect, now - UNCHANGED_FOR_MS);
  return counted && found(suspect, "quota.corrected", { counts_as: counted, state: suspect.state });
}

function found(
  { id, team_id }: Suspected,
  action: FindingAction,
  data: Readonly<Record<string, unknown>>,
): Outcome {
  return { finding: { action, sandbox_id: id, team_id, data } };
}
