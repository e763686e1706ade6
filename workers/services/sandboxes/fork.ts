import { database } from "../../data/database.ts";
import { getPolicy } from "../../data/policies.ts";
import { listProfiles } from "../../data/profiles.ts";
import { can } from "../../domain/access.ts";
import { normaliseName } from "../../domain/names.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import type { Checkpoint, Fork, SandboxRecord } from "../../domain/sandbox.ts";
import { audited } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { idempotentLaunch } from "../launch/idempotent-launch.ts";
import { type LaunchAnswer, launchAnswer } from "../launch/launch.ts";
import { launchNew } from "../launch/launch-new.ts";
import { type LaunchPlan, readLaunch } from "../launch/launch-request.ts";
import { type FoundSandbox, findSandbox } from "./find-sandbox.ts";

export interface ForkInput {
  /** The sandbox to begin from, running or archived. */
  readonly name: string;
  /** Of the new one; never one that is taken. */
  readonly new_name: string;
  /** The last verified one when absent. */
  readonly checkpoint_id?: string;
  /** The source's when absent. */
  readonly profile?: string;
}

export interface ForkRequest extends ForkInput {
  readonly idempotency_key?: string;
  readonly wait_seconds?: number;
}

/**
 * A new sandbox of the viewer's that begins with the files of another one's checkpoint: files alone, neither its
 * processes nor its command or environment values. Refuses as a launch does, and with `name_taken`,
 * `checkpoint_missing` or `checkpoint_not_found`.
 */
export async function forkSandbox(
  context: ServiceContext,
  request: ForkRequest,
): Promise<Result<LaunchAnswer>> {
  const { idempotency_key, wait_seconds, ...input } = request;
  const { name: from, checkpoint_id, profile } = input;
  const deed = {
    action: "sandbox.fork",
    target: `sandbox:${input.new_name}`,
    data: { from, checkpoint_id, profile },
  };
  return audited(context, deed, async () => {
    const found = await findSandbox(context, from, "sandboxes.fork");
    if (!found.ok) return found;
    const allowed = can(context.viewer, "sandboxes.launch");
    if (!allowed.ok) return allowed;
    const launched = await idempotentLaunch(context, idempotency_key, { fork: input }, () =>
      launchFork(context, found.value, input),
    );
    return launched.ok ? launchAnswer(context, launched.value, wait_seconds) : launched;
  });
}

async function launchFork(context: ServiceContext, source: FoundSandbox, input: ForkInput) {
  const record = (await source.stub.record()) ?? source.row.record;
  const plan = await planOf(context, record, input);
  if (!plan.ok) return plan;
  const checkpoint = await checkpointOf(source, record, input.checkpoint_id);
  if (!checkpoint.ok) return checkpoint;
  const fork: Fork = { sandbox_name: record.name, checkpoint: checkpoint.value, base_commit: record.commit };
  const launched = await launchNew(context, plan.value, fork);
  const taken = !launched.ok && launched.refusal.reason_code === "name_taken";
  return taken ? refuse(nameTaken(plan.value.name)) : launched;
}

/** The source's repository or template and its profile, as a launch reads them now. */
async function planOf(
  { env, viewer }: ServiceContext,
  { repository, ref, template, profile, visibility }: SandboxRecord,
  input: ForkInput,
): Promise<Result<LaunchPlan>> {
  const name = normaliseName(input.new_name);
  if (!name.ok) return name;
  const db = database(env.DB);
  const [profiles, policy] = await Promise.all([
    listProfiles(db, viewer.team_id),
    getPolicy(db, viewer.team_id),
  ]);
  const launch = {
    name: name.value,
    repository,
    ref,
    template,
    profile: input.profile ?? profile,
    visibility,
  };
  const plan = readLaunch(launch, profiles, policy, env);
  return plan.ok ? ok({ ...plan.value, command: null }) : plan;
}

async function checkpointOf(
  { stub }: FoundSandbox,
  record: SandboxRecord,
  checkpoint_id: string | undefined,
): Promise<Result<Checkpoint>> {
  if (checkpoint_id === undefined) {
    return record.checkpoint ? ok(record.checkpoint) : refuse(neverSaved(record.name));
  }
  const chosen = (await stub.checkpoints()).find((one) => one.checkpoint_id === checkpoint_id);
  return chosen?.verified ? ok(chosen) : refuse(noSuchCheckpoint());
}

function nameTaken(name: string): Refusal {
  return {
    reason_code: "name_taken",
    message: `There is a sandbox with the name ${name} already; a fork replaces none.`,
    retryable: false,
    next_step: "Choose another name.",
    field: "name",
  };
}

function neverSaved(name: string): Refusal {
  return {
    reason_code: "checkpoint_missing",
    message: `The sandbox ${name} has no verified checkpoint to begin from.`,
    retryable: false,
    next_step: "Save it first, then fork it.",
  };
}

function noSuchCheckpoint(): Refusal {
  return {
    reason_code: "checkpoint_not_found",
    message: "This sandbox has no such checkpoint.",
    retryable: false,
    next_step: "List its checkpoints to see what there is.",
    field: "checkpoint_id",
  };
}
