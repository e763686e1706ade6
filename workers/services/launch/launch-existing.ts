/** Launching under a name that exists: the same identity is found, resumed or retried; another one is refused. */
import { database } from "../../data/database.ts";
import { type Projection, replaceSandbox } from "../../data/sandboxes.ts";
import { type Ability, can, resourceOf } from "../../domain/access.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import type { SandboxRecord } from "../../domain/sandbox.ts";
import type { ServiceContext } from "../context.ts";
import { newOperationId } from "../ids.ts";
import type { FoundSandbox } from "../sandboxes/find-sandbox.ts";
import { resumeFound } from "../sandboxes/resume.ts";
import { sandboxStub } from "../sandboxes/sandbox-stub.ts";
import { launchNew, startLaunch } from "./launch-new.ts";
import type { LaunchPlan } from "./launch-request.ts";
import type { Launched } from "./launched.ts";
import { replaceExisting } from "./recreate.ts";

export async function launchExisting(
  context: ServiceContext,
  plan: LaunchPlan,
  row: Projection,
  force_recreate: boolean,
): Promise<Result<Launched>> {
  const stub = sandboxStub(context.env, row.record.id);
  const record = await stub.record();
  const found = { id: row.record.id, name: row.record.name, row, stub };
  if (force_recreate) {
    const replaced = await replaceExisting(context, found, record);
    return replaced.ok ? launchNew(context, plan) : replaced;
  }
  // Nothing is left of it but its name, which is free for whatever identity comes next.
  if (record?.state === "destroyed" && !record.checkpoint && !record.operation) {
    return replaceGone(context, plan, found);
  }
  if (!sameIdentity(row.record, plan)) return refuse(identityMismatch(row.record));
  // The launch that made the row never reached the object: this one takes its place.
  if (!record) return startLaunch(context, plan, row.record);
  return reuse(context, found, record);
}

async function reuse(
  context: ServiceContext,
  found: FoundSandbox,
  record: SandboxRecord,
): Promise<Result<Launched>> {
  const { operation, state } = record;
  const { id: sandbox_id, row } = found;
  if (operation?.type === "teardown") return refuse(goingAway(operation.id));
  switch (state) {
    case "new":
    case "provisioning":
    case "running":
    case "saving":
      return ok({ sandbox_id, operation_id: operation?.id ?? null, reused: true, resumed: false, row });
    case "tearing_down":
      return refuse(goingAway(undefined));
    case "destroyed":
      return bringBack(context, found, true);
    case "completed":
    case "error":
      return bringBack(context, found, false);
  }
}

async function bringBack(
  context: ServiceContext,
  found: FoundSandbox,
  resumed: boolean,
): Promise<Result<Launched>> {
  const allowed = mayDo(context, "sandboxes.change", found.row.record);
  if (!allowed.ok) return allowed;
  const accepted = await resumeFound(context, found, newOperationId());
  if (!accepted.ok) return accepted;
  const { operation_id } = accepted.value;
  return ok({ sandbox_id: found.id, operation_id, reused: true, resumed, row: found.row });
}

/** A new sandbox takes the name of one that is gone. */
async function replaceGone(
  context: ServiceContext,
  plan: LaunchPlan,
  { id, row }: FoundSandbox,
): Promise<Result<Launched>> {
  const allowed = mayDo(context, "sandboxes.teardown", row.record);
  if (!allowed.ok) return allowed;
  await replaceSandbox(database(context.env.DB), id, context.now);
  return launchNew(context, plan);
}

function mayDo({ viewer }: ServiceContext, ability: Ability, record: SandboxRecord): Result<null> {
  return can(viewer, ability, resourceOf(record));
}

function sameIdentity(record: SandboxRecord, plan: LaunchPlan): boolean {
  return record.repository === plan.repository && record.profile === plan.profile.name;
}

function identityMismatch(record: SandboxRecord): Refusal {
  const source = record.repository ?? "no repository";
  return {
    reason_code: "identity_mismatch",
    message: `The name ${record.name} belongs to a sandbox with ${source} and the profile ${record.profile}.`,
    retryable: false,
    next_step:
      "Choose another name, or launch with force_recreate: the old one is saved and torn down first.",
    field: "name",
  };
}

function goingAway(operation_id: string | undefined): Refusal {
  return {
    reason_code: "operation_conflict",
    message: "The sandbox of this name is being torn down.",
    retryable: true,
    next_step: "Wait until that has ended, then launch again: its files come back.",
    ...(operation_id ? { operation_id } : {}),
  };
}
