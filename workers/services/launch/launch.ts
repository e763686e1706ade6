import { database } from "../../data/database.ts";
import { getPolicy } from "../../data/policies.ts";
import { listProfiles } from "../../data/profiles.ts";
import { findSandboxByName } from "../../data/sandboxes.ts";
import { can, resourceOf } from "../../domain/access.ts";
import { ok, type Result, refuse } from "../../domain/refusal.ts";
import type { RecordBody } from "../../domain/sandbox/bodies.ts";
import { audited } from "../audit/audit-trail.ts";
import { noteOwner } from "../audit/on-behalf-of.ts";
import type { ServiceContext } from "../context.ts";
import { describeRecord } from "../sandboxes/get-sandbox.ts";
import { takenUnseen } from "../sandboxes/name-taken.ts";
import { awaited } from "../sandboxes/operations.ts";
import { sandboxStub } from "../sandboxes/sandbox-stub.ts";
import { idempotentLaunch } from "./idempotent-launch.ts";
import { launchExisting } from "./launch-existing.ts";
import { launchNew } from "./launch-new.ts";
import { type LaunchInput, type LaunchPlan, readLaunch } from "./launch-request.ts";
import type { Launched } from "./launched.ts";

export interface LaunchAnswer {
  readonly sandbox: RecordBody;
  /** The identity existed already. */
  readonly reused: boolean;
  /** It was archived and comes back with its files. */
  readonly resumed: boolean;
  /** What is under way; null when the sandbox that exists needed nothing. */
  readonly operation_id: string | null;
}

export interface LaunchRequest extends LaunchInput {
  readonly idempotency_key?: string;
  readonly wait_seconds?: number;
}

/**
 * Launches, or finds, resumes or retries the sandbox of this identity. Everything is validated before anything is
 * recorded. Refuses with the reason of the field that is wrong, `identity_mismatch`, `quota_exceeded`,
 * `idempotency_key_reused`, `operation_conflict`, or with the reason of the launch that failed.
 */
export async function launchSandbox(
  context: ServiceContext,
  request: LaunchRequest,
): Promise<Result<LaunchAnswer>> {
  const { idempotency_key, wait_seconds, ...input } = request;
  const { repository, profile, template, visibility, force_recreate } = input;
  const data = { repository, profile, template, visibility, force_recreate };
  return audited(context, { action: "sandbox.launch", target: `sandbox:${input.name}`, data }, async () => {
    const decision = can(context.viewer, "sandboxes.launch");
    if (!decision.ok) return decision;
    const db = database(context.env.DB);
    const { team_id } = context.viewer;
    const [profiles, policy] = await Promise.all([listProfiles(db, team_id), getPolicy(db, team_id)]);
    const plan = readLaunch(input, profiles, policy, context.env);
    if (!plan.ok) return plan;
    const launched = await idempotentLaunch(context, idempotency_key, input, () =>
      launchPlanned(context, plan.value, input),
    );
    return launched.ok ? launchAnswer(context, launched.value, wait_seconds) : launched;
  });
}

/** A name that somebody takes between looking and inserting is looked at once more. */
async function launchPlanned(
  context: ServiceContext,
  plan: LaunchPlan,
  { name, force_recreate = false }: LaunchInput,
): Promise<Result<Launched>> {
  for (let attempt = 1; ; attempt++) {
    const row = await findSandboxByName(database(context.env.DB), context.viewer.team_id, plan.name);
    if (row && !can(context.viewer, "sandboxes.read", resourceOf(row.record)).ok) {
      return refuse(takenUnseen(plan.name));
    }
    if (row) noteOwner(context, name, row.record);
    const launched = row
      ? await launchExisting(context, plan, row, force_recreate)
      : await launchNew(context, plan);
    const lostTheRace = !launched.ok && launched.refusal.reason_code === "name_taken";
    if (!lostTheRace || attempt === 2) return launched;
  }
}

/** What a launch came to, after waiting for it if that was asked. */
export async function launchAnswer(
  context: ServiceContext,
  { sandbox_id, operation_id, reused, resumed, row }: Launched,
  wait_seconds: number | undefined,
): Promise<Result<LaunchAnswer>> {
  const stub = sandboxStub(context.env, sandbox_id);
  if (operation_id) {
    const started = await awaited(stub, operation_id, wait_seconds);
    if (!started.ok) return started;
  }
  const record = (await stub.record()) ?? row?.record;
  if (!record) throw new Error(`sandbox ${sandbox_id} was launched and is not there`);
  return ok({ sandbox: await describeRecord(context, record), reused, resumed, operation_id });
}
