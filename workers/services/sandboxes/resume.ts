import { database } from "../../data/database.ts";
import { getPolicy } from "../../data/policies.ts";
import { claimActive, releaseActive } from "../../data/sandboxes.ts";
import { actorOf } from "../../domain/access.ts";
import { ok, type Result, refuse } from "../../domain/refusal.ts";
import type { Started } from "../../domain/sandbox/operation-body.ts";
import type { Accepted } from "../../sandbox/contract.ts";
import { audited } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { newOperationId } from "../ids.ts";
import { type FoundSandbox, findSandbox } from "./find-sandbox.ts";
import { awaited } from "./operations.ts";
import { quotaReached } from "./quota.ts";

export interface ResumeInput {
  readonly name: string;
  /** An older verified save; the last one when absent. */
  readonly checkpoint_id?: string;
  readonly wait_seconds?: number;
}

/**
 * Brings an archived sandbox back, retries one in `error`, or continues a completed one. Refuses with
 * `quota_exceeded`, `checkpoint_missing`, `checkpoint_corrupt`, `operation_conflict` or `illegal_transition`.
 */
export async function resumeSandbox(context: ServiceContext, input: ResumeInput): Promise<Result<Started>> {
  const { checkpoint_id } = input;
  const deed = { action: "sandbox.resume", target: `sandbox:${input.name}`, data: { checkpoint_id } };
  return audited(context, deed, async () => {
    const found = await findSandbox(context, input.name, "sandboxes.change");
    if (!found.ok) return found;
    const accepted = await resumeFound(context, found.value, newOperationId(), checkpoint_id);
    if (!accepted.ok) return accepted;
    return awaited(found.value.stub, accepted.value.operation_id, input.wait_seconds);
  });
}

/** Takes a place in the quota before anything starts, and gives it back when the sandbox refuses. */
export async function resumeFound(
  context: ServiceContext,
  { stub, row }: FoundSandbox,
  operation_id: string,
  checkpoint_id?: string,
): Promise<Result<Accepted>> {
  const { env, viewer, now } = context;
  const db = database(env.DB);
  const { id, team_id } = row.record;
  const policy = await getPolicy(db, team_id);
  const claim = await claimActive(db, { id, team_id }, policy, now);
  if (claim !== "claimed" && claim !== "already_active") {
    return refuse(await quotaReached(context, claim, row.record.owner, policy));
  }
  const request = { operation_id, actor: actorOf(viewer), ...(checkpoint_id ? { checkpoint_id } : {}) };
  const accepted = await stub.resume(request);
  if (!accepted.ok && claim === "claimed") await releaseActive(db, id);
  return accepted.ok ? ok(accepted.value) : accepted;
}
