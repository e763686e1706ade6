import { database } from "../../data/database.ts";
import { getPolicy as getRow, patchPolicy as patchRow, type TeamPolicy } from "../../data/policies.ts";
import { can } from "../../domain/access.ts";
import { readPolicyPatch } from "../../domain/policy/policy-settings.ts";
import { ok, type Refusal, type Result, refuse } from "../../domain/refusal.ts";
import { audited, guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { tellSandboxes } from "../sandboxes/tell-sandboxes.ts";

export async function getPolicy(context: ServiceContext): Promise<Result<TeamPolicy>> {
  return guarded(context, { action: "policy.read", target: "policy" }, async () => {
    const decision = can(context.viewer, "policy.read");
    if (!decision.ok) return decision;
    return ok(await getRow(database(context.env.DB), context.viewer.team_id));
  });
}

/**
 * Changes only what `patch` names (R1). Refuses with `not_permitted`, `unknown_field`, `invalid_input` or
 * `invalid_number`, naming the field; and with `policy_changed` when the policy is no longer of the `version` that
 * was looked at, where one is named.
 */
export async function patchPolicy(
  context: ServiceContext,
  patch: Readonly<Record<string, unknown>>,
  version?: number,
): Promise<Result<TeamPolicy>> {
  const read = readPolicyPatch(patch);
  const data = read.ok ? { ...read.value } : {};
  return audited(context, { action: "policy.patched", target: "policy", data }, async () => {
    const decision = can(context.viewer, "policy.change");
    if (!decision.ok) return decision;
    if (!read.ok) return read;
    const db = database(context.env.DB);
    const { team_id } = context.viewer;
    const policy = await patchRow(db, team_id, read.value, context.now, version);
    if (!policy) return refuse(POLICY_CHANGED);
    await tellSandboxes(context);
    return ok(policy);
  });
}

const POLICY_CHANGED: Refusal = {
  reason_code: "policy_changed",
  message: "Somebody else changed the policy at the same moment, so nothing was saved.",
  retryable: false,
  next_step: "Save again: settings that both of you changed are shown first.",
};
