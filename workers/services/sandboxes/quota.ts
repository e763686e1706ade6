import { database } from "../../data/database.ts";
import { type Places, type Quota, readPlaces } from "../../data/places.ts";
import type { QuotaOutcome } from "../../data/sandboxes.ts";
import type { Refusal } from "../../domain/refusal.ts";
import type { SandboxRecord } from "../../domain/sandbox.ts";
import type { ServiceContext } from "../context.ts";

/** Says which quota is full, with the numbers as they are now. Retryable: a place becomes free with each teardown. */
export async function quotaReached(
  { env, viewer }: ServiceContext,
  which: QuotaOutcome,
  owner: SandboxRecord["owner"],
  quota: Quota,
): Promise<Refusal> {
  const places = await readPlaces(database(env.DB), viewer.team_id, owner.user_id, quota);
  if (which === "quota_storage") return storageFull(places.storage);
  const theirs = which === "quota_member";
  const { used, allowed } = theirs ? places.member : places.team;
  const who = !theirs ? "The team has" : owner.user_id === viewer.user_id ? "You have" : `${owner.name} has`;
  return {
    reason_code: "quota_exceeded",
    message: `${who} ${used} active ${used === 1 ? "sandbox" : "sandboxes"}; ${theirs ? "one member" : "the team"} may have ${allowed}.`,
    retryable: true,
    next_step: "Tear one down, or ask an admin to raise the limit.",
  };
}

const GB = 1024 ** 3;

function storageFull({ used, allowed }: Places): Refusal {
  const gigabytes = (bytes: number) => Number((bytes / GB).toFixed(1));
  return {
    reason_code: "quota_exceeded",
    message: `The team keeps ${gigabytes(used)} GB of checkpoints, exports and recordings; it may keep ${gigabytes(allowed)} GB.`,
    retryable: true,
    next_step: "Delete archives or checkpoints that nobody needs, or ask an admin to raise the limit.",
  };
}
