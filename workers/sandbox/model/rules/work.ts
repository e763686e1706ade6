import type { Account } from "../account.ts";
import { decodeArchive, type Files, missingFrom } from "../world/archive.ts";
import type { Jail } from "../world/engine.ts";
import type { World } from "../world.ts";
import type { Broken, Commit } from "./commit.ts";

/** Keeps the books of what was written where, and looks whether a start brought all of it back. */
export function* work({ world, account, before, after, events }: Commit): Broken {
  for (const { type, data } of events) {
    if (type === "discarded") account.discarded = true;
    if (type !== "operation_started" || !["save", "teardown"].includes(String(data.type))) continue;
    account.due = new Map(account.work);
  }
  if (before?.state !== "provisioning" || after.state !== "running") return;
  account.discarded = false;
  const files = world.engine.jails.get(after.id)?.files ?? new Map<string, number>();
  const plan = before.plan?.kind === "provision" ? before.plan : null;
  if (plan?.keep) yield* lacking(files, account.work, "the kept workspace");
  if (!plan?.keep && plan?.restore) {
    const saved = world.saved.get(plan.restore.object_key) ?? new Map<string, number>();
    yield* lacking(files, saved, `the workspace restored from ${plan.restore.checkpoint_id}`);
  }
  account.work = new Map(files);
}

function* lacking(files: Files, wanted: Files, what: string): Broken {
  const missing = missingFrom(files, wanted);
  if (missing) yield `${what} lacks what was written in ${missing}`;
}

/**
 * Told before the engine removes a workspace: whatever was written in it, up to this moment, is in the newest verified
 * checkpoint, unless somebody chose to lose it; and since the teardown saved it nothing ran that could have written more.
 */
export function removalProblem({ bucket }: World, account: Account, jail: Jail): string | null {
  const { record, work: written, discarded } = account;
  account.work = new Map();
  if (discarded || written.size === 0) return null;
  const object = record?.checkpoint && bucket.objects.get(record.checkpoint.object_key);
  const saved = (object && decodeArchive(object.bytes)) ?? new Map<string, number>();
  const missing = missingFrom(saved, written);
  if (missing) return `run ${jail.generation} was removed with unsaved work in ${missing}`;
  const plan = record?.plan?.kind === "teardown" ? record.plan : null;
  const savedByIt = plan?.checkpoint_id != null && jail.generation === record?.generation;
  return savedByIt && jail.agent && !jail.agent.frozen ? `run ${jail.generation} was removed running` : null;
}
