import { deleteAbandonedLaunch } from "../../data/abandoned-launches.ts";
import { database } from "../../data/database.ts";
import { getPolicy } from "../../data/policies.ts";
import { insertSandbox } from "../../data/sandboxes.ts";
import { actorOf } from "../../domain/access.ts";
import { ok, type Result, refuse } from "../../domain/refusal.ts";
import { newRecord } from "../../domain/sandbox/new-record.ts";
import type { Fork, SandboxIdentity } from "../../domain/sandbox.ts";
import type { ServiceContext } from "../context.ts";
import { newOperationId, newSandboxId } from "../ids.ts";
import { quotaReached } from "../sandboxes/quota.ts";
import { sandboxStub } from "../sandboxes/sandbox-stub.ts";
import type { LaunchPlan } from "./launch-request.ts";
import type { Launched } from "./launched.ts";

/**
 * The row first, with name and quota decided in its one statement; then the sandbox's object. When that can't be
 * reached the row stays, and the cron finds out whether the launch arrived.
 */
export async function launchNew(
  context: ServiceContext,
  plan: LaunchPlan,
  fork?: Fork,
): Promise<Result<Launched>> {
  const { env, viewer, now } = context;
  const db = database(env.DB);
  const identity: SandboxIdentity = {
    id: newSandboxId(),
    team_id: viewer.team_id,
    owner: { user_id: viewer.user_id, name: viewer.name },
    name: plan.name,
    repository: plan.repository,
    ref: plan.ref,
    template: plan.template,
    profile: plan.profile.name,
    created_at: now,
  };
  const policy = await getPolicy(db, viewer.team_id);
  const outcome = await insertSandbox(db, newRecord({ ...identity, ...specOf(plan) }), policy);
  if (outcome === "name_taken") return refuse(nameTaken(plan.name));
  if (outcome !== "inserted") return refuse(await quotaReached(context, outcome, identity.owner, policy));
  return startLaunch(context, plan, identity, fork);
}

/** Hands a launch to the object of a sandbox that has a row in state `new`. */
export async function startLaunch(
  context: ServiceContext,
  plan: LaunchPlan,
  identity: SandboxIdentity,
  fork?: Fork,
): Promise<Result<Launched>> {
  const { env, viewer } = context;
  const accepted = await sandboxStub(env, identity.id).launch({
    ...specOf(plan),
    operation_id: newOperationId(),
    actor: actorOf(viewer),
    identity,
    env: plan.env,
    local_repository: plan.local_repository,
    ...(fork ? { fork } : {}),
  });
  if (!accepted.ok) {
    await deleteAbandonedLaunch(database(env.DB), identity.id);
    return accepted;
  }
  const { operation_id } = accepted.value;
  return ok({ sandbox_id: identity.id, operation_id, reused: false, resumed: false, row: null });
}

function specOf({ command, profile, idle_timeout_minutes, visibility }: LaunchPlan) {
  const { cpus, memory_bytes, disk_bytes, pids, image } = profile;
  return {
    command,
    limits: { cpus, memory_bytes, disk_bytes, pids },
    image,
    idle_timeout_minutes,
    visibility,
  };
}

function nameTaken(name: string) {
  return {
    reason_code: "name_taken",
    message: `Another launch took the name ${name} at the same moment.`,
    retryable: true,
    next_step: "Try again.",
    field: "name",
  };
}
