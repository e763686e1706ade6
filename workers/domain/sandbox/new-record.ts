import type { LaunchFacts } from "../lifecycle/command.ts";
import type { SandboxRecord } from "../sandbox.ts";

/** Fields that records have had only since a later version: what those mean that were written before. */
const SINCE_ADDED = {
  forked_from: null,
  keep_until: null,
  notice: null,
  destroyed_at: null,
  recording: null,
  visibility: "team",
} as const;

/** A record as it was stored, by this version or an earlier one. */
export function storedRecord(stored: SandboxRecord): SandboxRecord {
  return { ...SINCE_ADDED, ...stored };
}

/** A sandbox before anything happened to it: what the index holds until its object has taken the launch. */
export function newRecord(facts: LaunchFacts): SandboxRecord {
  return {
    ...SINCE_ADDED,
    ...facts,
    state: "new",
    phase: null,
    phase_started_at: null,
    generation: 0,
    version: 0,
    seq: 0,
    commit: null,
    started_at: null,
    operation: null,
    plan: null,
    checkpoint: null,
    completion: null,
    container: "none",
    activity: { last_at: facts.created_at, because: "launched" },
    exports_count: 0,
    error: null,
    blockers: [],
  };
}
