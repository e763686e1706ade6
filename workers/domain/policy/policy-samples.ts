import { evaluate, type PolicyFacts } from "../policy.ts";
import type { Clock } from "../sandbox.ts";
import { DEFAULT_POLICY, type PolicySettings } from "./policy-settings.ts";

const MINUTE = 60_000;

/** Facts that tests of the policy start from: launched at 0, and nothing since. */
export const RUNNING: PolicyFacts = {
  state: "running",
  started_at: 0,
  last_activity_at: 0,
  completed_at: null,
  destroyed_at: null,
  keep_until: null,
  notice: null,
  operation: null,
  blockers: [],
};
export const COMPLETED: PolicyFacts = { ...RUNNING, state: "completed", completed_at: 10 * MINUTE };
export const ARCHIVED: PolicyFacts = { ...RUNNING, state: "destroyed", destroyed_at: 0 };

export function look(now: number, facts: Partial<PolicyFacts> = {}, policy: Partial<PolicySettings> = {}) {
  return evaluate({ ...DEFAULT_POLICY, ...policy }, { ...RUNNING, ...facts }, now);
}

export function warned(reason: Clock, at: number, warned_at: number) {
  return { notice: { reason, at, warned_at } };
}
