import { transition } from "../lifecycle.ts";
import { newRecord } from "../sandbox/new-record.ts";
import type { Actor, Checkpoint, ExportRecord, SandboxRecord, State } from "../sandbox.ts";
import type { Command, LaunchFacts } from "./command.ts";
import type { Decision } from "./draft.ts";

/** Records and commands that tests of the lifecycle start from. */
export const ANNA: Actor = { kind: "user", id: "u1", label: "Anna" };

export const FACTS: LaunchFacts = {
  id: "s1",
  team_id: "t1",
  owner: { user_id: "u1", name: "Anna" },
  name: "demo",
  repository: "https://git.example/demo.git",
  ref: null,
  template: null,
  profile: "small",
  created_at: 0,
  command: "make",
  limits: { cpus: 1, memory_bytes: 1, disk_bytes: 1, pids: 1 },
  image: "default",
  idle_timeout_minutes: null,
};

export function decide(record: SandboxRecord | null, command: Command, now = 1000): Decision {
  const result = transition(record, command, now);
  if (!result.ok) throw new Error(`${command.type}: ${result.refusal.reason_code}`);
  if (result.value === null) throw new Error(`${command.type}: dropped`);
  return result.value;
}

/** The reason code of a refusal, or what happened instead. */
export function refusalCode(record: SandboxRecord | null, command: Command): string {
  const result = transition(record, command, 1000);
  if (!result.ok) return result.refusal.reason_code;
  return result.value === null ? "dropped" : "accepted";
}

export function launched(facts: Partial<LaunchFacts> = {}): SandboxRecord {
  return decide(null, { type: "launch", operation_id: "op1", actor: ANNA, facts: { ...FACTS, ...facts } })
    .record;
}

/** Reports phase after phase until it runs. */
export function running(record = launched()): SandboxRecord {
  let current = record;
  while (current.state === "provisioning") {
    const { generation, phase, operation } = current;
    current = decide(current, {
      type: "phase_done",
      operation_id: operation!.id,
      generation,
      phase: phase!,
    }).record;
  }
  return current;
}

export function checkpoint(id: string, generation = 1, verified = true): Checkpoint {
  return {
    checkpoint_id: id,
    schema_version: 1,
    sandbox_id: "s1",
    generation,
    created_at: 0,
    repository: null,
    commit: null,
    profile: "small",
    size_bytes: 10,
    file_count: 1,
    content_sha256: "00",
    verified,
    reason: "manual",
    object_key: `checkpoints/s1/${id}.tar.gz`,
  };
}

export function teardown(
  id: string,
  more: { force?: boolean; discard?: boolean; terminals?: number } = {},
): Command {
  return {
    type: "teardown",
    operation_id: id,
    actor: ANNA,
    checkpoint_id: `cp-${id}`,
    force: more.force ?? false,
    discard: more.discard ?? false,
    attached: { terminals: more.terminals ?? 0, execs: 0, processes: 0 },
  };
}

export function archived(): SandboxRecord {
  const saving = decide(running(), teardown("op2")).record;
  const saved = {
    type: "saved",
    operation_id: "op2",
    generation: 1,
    checkpoint: checkpoint("cp-op2"),
  } as const;
  const tearing = decide(saving, saved).record;
  return decide(tearing, { type: "destroy_confirmed", operation_id: "op2", generation: 1 }).record;
}

/** One that got into that state on a legal way. */
export function inState(state: State): SandboxRecord {
  const refusal = { reason_code: "x", message: "x", retryable: false } as const;
  switch (state) {
    case "new":
      return newRecord(FACTS);
    case "provisioning":
      return launched();
    case "running":
      return running();
    case "saving":
      return decide(running(), save("op2")).record;
    case "completed":
      return decide(running(), { type: "complete", actor: ANNA, exit_code: 0 }).record;
    case "tearing_down":
      return decide(running(), teardown("op2", { discard: true })).record;
    case "destroyed":
      return archived();
    case "error":
      return decide(launched(), { type: "provision_failed", operation_id: "op1", generation: 1, refusal })
        .record;
  }
}

export function save(id: string, reason: "manual" | "periodic" = "manual"): Command {
  return { type: "save", operation_id: id, actor: ANNA, checkpoint_id: `cp-${id}`, reason };
}

/** One that has ended well: an archive of its own, unless `more` says what else. */
export function exported(id: string, more: Partial<ExportRecord> = {}): ExportRecord {
  return {
    export_id: id,
    kind: "archive",
    source: "live",
    status: "succeeded",
    checkpoint_id: null,
    branch: null,
    url: null,
    commit: null,
    requested_at: 0,
    exported_at: 0,
    size_bytes: 10,
    content_sha256: "00",
    object_key: `exports/s1/${id}.tar.gz`,
    file_name: "demo.tar.gz",
    error: null,
    ...more,
  };
}
