/** What a change of the policy would do, and when; nothing is changed by asking. */
import { type Archive, listArchives } from "../../data/archives.ts";
import { type Database, database } from "../../data/database.ts";
import { getPolicy } from "../../data/policies.ts";
import { listProfiles } from "../../data/profiles.ts";
import { activeSandboxes } from "../../data/sandboxes.ts";
import { can } from "../../domain/access.ts";
import {
  isSameOutcome,
  outcomeUnder,
  type PolicyOutcome,
  unsavedSince,
} from "../../domain/policy/policy-outcome.ts";
import {
  type PolicySettings,
  policyFor,
  readPolicyPatch,
  withPatches,
} from "../../domain/policy/policy-settings.ts";
import { factsOf, type PolicyFacts } from "../../domain/policy.ts";
import { ok, type Result } from "../../domain/refusal.ts";
import type { Clock, State } from "../../domain/sandbox.ts";
import { guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";

/** Archives that one preview looks at, those that ended longest ago first. */
const ARCHIVES_MAX = 2000;

/** One sandbox that fares otherwise than now; times are ISO 8601 UTC. */
export interface AffectedSandbox {
  readonly name: string;
  readonly state: State;
  /** What happens at `at`; `keep` has no time. */
  readonly verdict: PolicyOutcome["verdict"];
  readonly reason: Clock | null;
  readonly at: string | null;
  /** When something happens to it under the settings as they are. */
  readonly present_at: string | null;
  /** Since when it may have work that is in no verified checkpoint. */
  readonly unsaved_since: string | null;
}

export interface PolicyPreview {
  /** Soonest first; what nothing happens to any more comes last. */
  readonly affected: readonly AffectedSandbox[];
  /** False when the team has more archives than one preview looks at. */
  readonly complete: boolean;
}

/** What is compared, for each sandbox that the change may concern. */
interface Case {
  readonly name: string;
  readonly profile: string;
  readonly idle_timeout_minutes: number | null;
  readonly facts: PolicyFacts;
  readonly unsaved_since: number | null;
}

/**
 * The settings as they are against those with `patch` over them, through the same functions that act. Active sandboxes
 * are bounded by the quota; archives are read only when their retention changes, as a few fields each, and at most
 * {@link ARCHIVES_MAX}. Refuses as patchPolicy does.
 */
export async function previewPolicy(
  context: ServiceContext,
  patch: Readonly<Record<string, unknown>>,
): Promise<Result<PolicyPreview>> {
  return guarded(context, { action: "policy.previewed", target: "policy" }, async () => {
    const { env, viewer, now } = context;
    const decision = can(viewer, "policy.change");
    if (!decision.ok) return decision;
    const read = readPolicyPatch(patch);
    if (!read.ok) return read;
    const db = database(env.DB);
    const [present, profiles] = await Promise.all([
      getPolicy(db, viewer.team_id),
      listProfiles(db, viewer.team_id),
    ]);
    const proposed = withPatches(present, read.value);
    const retentionChanges = proposed.archive_retention_days !== present.archive_retention_days;
    const { cases, complete } = await readCases(db, viewer.team_id, retentionChanges);
    const overrides = new Map(profiles.map(({ name, policy }) => [name, policy]));
    const under = (settings: PolicySettings, { facts, profile, idle_timeout_minutes }: Case) =>
      outcomeUnder(policyFor(settings, overrides.get(profile) ?? {}, idle_timeout_minutes), facts, now);
    const affected = cases
      .map((one) => ({ one, before: under(present, one), outcome: under(proposed, one) }))
      .filter(({ before, outcome }) => !isSameOutcome(before, outcome))
      .sort((a, b) => timeOf(a.outcome) - timeOf(b.outcome));
    return ok({ affected: affected.map(affectedBody), complete });
  });
}

async function readCases(
  db: Database,
  team_id: string,
  withArchives: boolean,
): Promise<{ cases: Case[]; complete: boolean }> {
  const [active, archives] = await Promise.all([
    activeSandboxes(db, team_id),
    withArchives ? listArchives(db, team_id, ARCHIVES_MAX + 1) : [],
  ]);
  // Destroyed ones that are about to be resumed count as active, and are among the archives.
  const records = active.map(({ record }) => record).filter(({ state }) => state !== "destroyed");
  const cases = records.map((record) => ({
    ...record,
    facts: factsOf(record),
    unsaved_since: unsavedSince(record),
  }));
  return {
    cases: [...cases, ...archives.slice(0, ARCHIVES_MAX).map(archiveCase)],
    complete: archives.length <= ARCHIVES_MAX,
  };
}

function timeOf({ at }: PolicyOutcome): number {
  return at ?? Number.MAX_SAFE_INTEGER;
}

function archiveCase({ name, profile, ...archive }: Archive): Case {
  const facts: PolicyFacts = {
    ...archive,
    state: "destroyed",
    started_at: 0,
    last_activity_at: 0,
    completed_at: null,
    keep_until: null,
  };
  return { name, profile, idle_timeout_minutes: null, facts, unsaved_since: null };
}

function affectedBody({
  one,
  outcome,
  before,
}: {
  one: Case;
  outcome: PolicyOutcome;
  before: PolicyOutcome;
}): AffectedSandbox {
  return {
    name: one.name,
    state: one.facts.state,
    verdict: outcome.verdict,
    reason: outcome.reason,
    at: iso(outcome.at),
    present_at: iso(before.at),
    unsaved_since: iso(one.unsaved_since),
  };
}

function iso(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString();
}
