/** Whether terminals are to be recorded now, and whether a recording that is being made is over. */

import { isServing, type SandboxRecord } from "../../domain/sandbox.ts";
import type { Recording, RecordingEnd, RecordingRule } from "../../domain/terminal/recording.ts";
import { POLICY } from "../clocks/policy-clock.ts";

/** For which generation, by which rule, and who wanted it, as people read it. */
export interface Wanted {
  readonly generation: number;
  readonly rule: RecordingRule;
  readonly by: string;
}

type RuleOf = (record: SandboxRecord) => RecordingRule;

/** Null when nothing can be recorded, or nothing is to be. */
export function wantedOf(record: SandboxRecord | null, ruleOf: RuleOf): Wanted | null {
  if (!record || !isServing(record.state)) return null;
  const rule = ruleOf(record);
  const by = rule.by === "person" && record.recording ? record.recording.actor.label : POLICY.label;
  return rule.on ? { generation: record.generation, rule, by } : null;
}

/** Why it is over; null while it goes on. */
export function overFor(
  { generation }: Recording,
  record: SandboxRecord | null,
  ruleOf: RuleOf,
): RecordingEnd | null {
  if (!record || !isServing(record.state)) return "sandbox_ended";
  if (record.generation !== generation) return "generation_changed";
  return ruleOf(record).on ? null : "stopped";
}
