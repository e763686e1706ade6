/** Giving sandboxes to another member: their object changes hands, and nobody is answered before the index knows. */
import { database } from "../../data/database.ts";
import { claimForHeir, countAsOwners, findHeir, type Heir, sandboxesOfOwner } from "../../data/ownership.ts";
import { getPolicy } from "../../data/policies.ts";
import { actorOf } from "../../domain/access.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import type { RecordBody } from "../../domain/sandbox/bodies.ts";
import type { SandboxRecord } from "../../domain/sandbox.ts";
import { audited } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { revoking } from "../revocations.ts";
import { type FoundSandbox, findSandbox } from "./find-sandbox.ts";
import { describeRecord } from "./get-sandbox.ts";
import { indexBehind } from "./index-behind.ts";
import { quotaReached } from "./quota.ts";
import { sandboxStub } from "./sandbox-stub.ts";

/** Sandboxes that change hands at a time. */
const AT_ONCE = 16;

export interface Transfer {
  readonly name: string;
  /** A member of the team who may own sandboxes. */
  readonly to_user_id: string;
}

/**
 * Gives one sandbox to another member, who must have a place left for it if it takes one. Whoever is in closes and comes
 * back as what they are now; share links of the old owner end. Refuses with `invalid_owner`, `quota_exceeded`,
 * `owner_changed`, or `index_behind` (retryable: it is theirs, and soon everybody's access says so).
 */
export async function transferSandbox(
  context: ServiceContext,
  { name, to_user_id }: Transfer,
): Promise<Result<RecordBody>> {
  const deed = { action: "sandbox.transferred", target: `sandbox:${name}`, data: { to: to_user_id } };
  return audited(context, deed, async () => {
    const found = await findSandbox(context, name, "sandboxes.transfer");
    if (!found.ok) return found;
    const given = await giveFound(context, found.value, to_user_id);
    return given.ok ? ok(await describeRecord(context, given.value)) : given;
  });
}

/** The same of a sandbox that was found with the ability `sandboxes.transfer`. */
export async function giveFound(
  context: ServiceContext,
  { id, row }: FoundSandbox,
  to_user_id: string,
): Promise<Result<SandboxRecord>> {
  const { env, viewer } = context;
  const db = database(env.DB);
  const { team_id } = viewer;
  const [heir, policy] = await Promise.all([findHeir(db, team_id, to_user_id), getPolicy(db, team_id)]);
  if (!heir) return refuse(NOT_AN_HEIR);
  if (!(await claimForHeir(db, { id, team_id }, heir.user_id, policy.max_active_per_member))) {
    return refuse(await quotaReached(context, "quota_member", heir, policy));
  }
  return handOver(context, id, row.record.owner.user_id, heir);
}

/**
 * Gives every sandbox of a member of the viewer's team to another one, whatever places that one has left: whoever leaves
 * must not be held up by a quota. The caller has decided that the viewer may. Refuses with `invalid_owner`,
 * `launch_in_progress` or `index_behind`, both retryable; what has changed hands until then has, and repeating it goes on.
 */
export async function transferAllOf(
  context: ServiceContext,
  from_user_id: string,
  to_user_id: string,
): Promise<Result<{ readonly transferred: number }>> {
  const db = database(context.env.DB);
  const { team_id } = context.viewer;
  const heir = await findHeir(db, team_id, to_user_id);
  if (!heir || to_user_id === from_user_id) return refuse(NOT_AN_HEIR);
  const theirs = await sandboxesOfOwner(db, team_id, from_user_id);
  for (let from = 0; from < theirs.length; from += AT_ONCE) {
    const batch = theirs.slice(from, from + AT_ONCE);
    const given = await Promise.all(batch.map((one) => inherit(context, one, from_user_id, heir)));
    const refused = given.find((one) => !one.ok);
    if (refused && !refused.ok) return refused;
  }
  return ok({ transferred: theirs.length });
}

async function inherit(
  context: ServiceContext,
  { id, name }: { readonly id: string; readonly name: string },
  from: string,
  heir: Heir,
): Promise<Result<null>> {
  const data = { from, to: heir.user_id, sandbox_id: id };
  const deed = { action: "sandbox.transferred", target: `sandbox:${name}`, data };
  return audited(context, deed, async () => {
    const given = await handOver(context, id, from, heir);
    if (given.ok || given.refusal.reason_code === "owner_changed") return ok(null);
    // Its row is there and its object knows nothing: the launch is on its way, or the cron removes the row soon.
    return given.refusal.reason_code === "not_found" ? refuse(LAUNCHING) : given;
  });
}

async function handOver(
  { env, viewer, now }: ServiceContext,
  id: string,
  from: string,
  heir: Heir,
): Promise<Result<SandboxRecord>> {
  // Everybody's sockets: guests are in by links that end with the old owner's right to share.
  const lost = { where: { sandbox_id: id }, match: {}, reason: "the sandbox was given to somebody else" };
  const to = { user_id: heir.user_id, name: heir.name };
  let indexed = false;
  try {
    const changed = await revoking(env, lost, now, () =>
      sandboxStub(env, id).changeOwner({ actor: actorOf(viewer), from, to }),
    );
    if (!changed.ok) return changed;
    indexed = changed.value.indexed;
    return indexed ? ok(changed.value.record) : refuse(indexBehind());
  } finally {
    // What the receiver's place was claimed for came to nothing, or its projection is still to come.
    if (!indexed) await countAsOwners(database(env.DB), id);
  }
}

const NOT_AN_HEIR: Refusal = {
  reason_code: "invalid_owner",
  message: "Only a member of this team who may launch sandboxes can own one.",
  retryable: false,
  next_step: "Choose somebody else; viewers own nothing.",
  field: "owner",
};

const LAUNCHING: Refusal = {
  reason_code: "launch_in_progress",
  message: "A sandbox of theirs is just being launched.",
  retryable: true,
  next_step: "Try again in a moment.",
};
