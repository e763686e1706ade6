/** What becomes of a sandbox under a policy, if nobody touches it: for previews of a change. */
import { evaluate, type PolicyFacts } from "../policy.ts";
import type { Clock, SandboxRecord } from "../sandbox.ts";
import type { PolicySettings } from "./policy-settings.ts";

export interface PolicyOutcome {
  /** What happens at `at`; `blocked`: it would be due then, but something stands in the way; `keep`: nothing ever. */
  readonly verdict: "keep" | "teardown" | "purge" | "blocked";
  readonly reason: Clock | null;
  /** Epoch ms. */
  readonly at: number | null;
}

export function outcomeUnder(policy: PolicySettings, facts: PolicyFacts, now: number): PolicyOutcome {
  const { reason, acts_at: at } = evaluate(policy, facts, now);
  if (reason === null || at === null) return { verdict: "keep", reason: null, at: null };
  // An operation that runs now ends long before a clock that is not due yet.
  const blocked = facts.blockers.length > 0 || (facts.operation !== null && at <= now);
  if (blocked) return { verdict: "blocked", reason, at };
  return { verdict: reason === "archive_retention" ? "purge" : "teardown", reason, at };
}

export function isSameOutcome(a: PolicyOutcome, b: PolicyOutcome): boolean {
  return a.verdict === b.verdict && a.reason === b.reason && a.at === b.at;
}

/**
 * Since when there may be work that no verified checkpoint has, epoch ms; null when there is none. What a resume
 * brought back is saved already, but whatever a run does from its start on is not, until it is saved itself.
 */
export function unsavedSince(record: SandboxRecord): number | null {
  if (record.container === "none" || record.started_at === null) return null;
  const { checkpoint, generation, activity, started_at } = record;
  if (checkpoint?.generation !== generation) return started_at;
  return activity.last_at > checkpoint.created_at ? checkpoint.created_at : null;
}
