import { database } from "../../data/database.ts";
import { getPolicy } from "../../data/policies.ts";
import { findProfile } from "../../data/profiles.ts";
import { actorOf, can, resourceOf } from "../../domain/access.ts";
import { type PolicySettings, readOwnIdleTimeout, withPatches } from "../../domain/policy/policy-settings.ts";
import { ok, type Result } from "../../domain/refusal.ts";
import type { RecordBody } from "../../domain/sandbox/bodies.ts";
import type { SandboxRecord, Visibility } from "../../domain/sandbox.ts";
import { audited } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { changeVisibility } from "./change-visibility.ts";
import { type FoundSandbox, findSandbox } from "./find-sandbox.ts";
import { describeRecord } from "./get-sandbox.ts";
import { giveFound } from "./transfer-sandbox.ts";

export interface SandboxChange {
  readonly name: string;
  /** Null: the team's again. Absent: as it is. */
  readonly idle_timeout_minutes?: number | null;
  /** Whether its terminals are recorded. */
  readonly recording?: boolean;
  readonly visibility?: Visibility;
  /** User id of the member it is given to. */
  readonly owner?: string;
}

/**
 * Changes what its owner decides about a sandbox, and nothing that is not named. Refuses with `invalid_number` beyond
 * what the policy lets owners choose, `invalid_idle_timeout` where that is nothing, and `recording_required` where the
 * policy records every terminal; then nothing is changed. Giving it away comes last, and refuses as `transferSandbox`.
 */
export async function changeSandbox(
  context: ServiceContext,
  { name, ...change }: SandboxChange,
): Promise<Result<RecordBody>> {
  const { idle_timeout_minutes, recording, visibility, owner } = change;
  const data = { ...change };
  return audited(context, { action: "sandbox.changed", target: `sandbox:${name}`, data }, async () => {
    const found = await findSandbox(context, name, "sandboxes.change");
    if (!found.ok) return found;
    if (owner !== undefined) {
      const mayGive = can(context.viewer, "sandboxes.transfer", resourceOf(found.value.row.record));
      if (!mayGive.ok) return mayGive;
    }
    const { stub, row } = found.value;
    const actor = actorOf(context.viewer);
    const minutes =
      idle_timeout_minutes === undefined
        ? null
        : readOwnIdleTimeout(idle_timeout_minutes, await settingsOf(context, found.value));
    if (minutes && !minutes.ok) return minutes;
    let changed: Result<SandboxRecord> = ok((await stub.record()) ?? row.record);
    if (recording !== undefined) changed = await stub.changeRecording({ actor, on: recording });
    if (changed.ok && minutes) changed = await stub.changeIdleTimeout({ actor, minutes: minutes.value });
    if (changed.ok && visibility) changed = await changeVisibility(context, found.value, visibility);
    if (changed.ok && owner !== undefined) changed = await giveFound(context, found.value, owner);
    return changed.ok ? ok(await describeRecord(context, changed.value)) : changed;
  });
}

/** Of its team and profile. */
async function settingsOf(context: ServiceContext, { row }: FoundSandbox): Promise<PolicySettings> {
  const db = database(context.env.DB);
  const { team_id, profile } = row.record;
  const [team, found] = await Promise.all([getPolicy(db, team_id), findProfile(db, team_id, profile)]);
  return withPatches(team, found?.policy ?? {});
}
