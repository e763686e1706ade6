import type { Refusal } from "./refusal.ts";
import type { RecordingWish } from "./terminal/recording.ts";

/** The states of lifecycle.md; the table of legal transitions is in lifecycle.ts. */
export const STATES = [
  "new",
  "provisioning",
  "running",
  "saving",
  "completed",
  "tearing_down",
  "destroyed",
  "error",
] as const;
export type State = (typeof STATES)[number];

/** Whether the agent can be asked for things. */
export function isServing(state: State): boolean {
  return state === "running" || state === "saving" || state === "completed";
}

/** Who of the team sees it: everybody, or its owner and the team's admins alone. */
export const VISIBILITIES = ["team", "private"] as const;
export type Visibility = (typeof VISIBILITIES)[number];

/** What `provisioning` is doing now. */
export const PHASES = ["allocating", "restoring", "cloning", "setup", "starting"] as const;
export type Phase = (typeof PHASES)[number];

/** `purge` removes an archived sandbox with everything that is kept of it. */
export const OPERATION_TYPES = ["launch", "save", "export", "teardown", "resume", "purge"] as const;
export type OperationType = (typeof OPERATION_TYPES)[number];

/** Who did it. `policy` and `system` are the product itself. */
export interface Actor {
  readonly kind: "user" | "token" | "guest" | "policy" | "system" | "agent";
  readonly id: string;
  /** What people read: a name, never an address. */
  readonly label: string;
}

/** The lock that one running operation holds; times are epoch milliseconds. */
export interface Operation {
  readonly id: string;
  readonly type: OperationType;
  readonly actor: Actor;
  readonly started_at: number;
  readonly expires_at: number;
}

/** A verified durable save of the workspace: the manifest of lifecycle.md plus where it is kept. */
export interface Checkpoint {
  readonly checkpoint_id: string;
  readonly schema_version: 1;
  readonly sandbox_id: string;
  readonly generation: number;
  readonly created_at: number;
  readonly repository: string | null;
  readonly commit: string | null;
  readonly profile: string;
  readonly size_bytes: number;
  readonly file_count: number;
  /** Lower-case hex SHA-256 of the archive's bytes. */
  readonly content_sha256: string;
  readonly verified: boolean;
  /** Why it was made: a person's request, a teardown, an interval. */
  readonly reason: "manual" | "teardown" | "periodic";
  /** Key in object storage. */
  readonly object_key: string;
}

export type ExportKind = "archive" | "patch" | "branch";

export interface ExportRecord {
  readonly export_id: string;
  readonly kind: ExportKind;
  readonly source: "checkpoint" | "live";
  readonly status: "running" | "succeeded" | "failed";
  readonly checkpoint_id: string | null;
  readonly branch: string | null;
  readonly url: string | null;
  readonly commit: string | null;
  readonly requested_at: number;
  readonly exported_at: number | null;
  readonly size_bytes: number | null;
  readonly content_sha256: string | null;
  readonly object_key: string | null;
  readonly file_name: string | null;
  readonly error: Refusal | null;
  /** A branch's push was given something to sign in with, which is kept in memory only. */
  readonly signs_in?: boolean;
  /** What it did: `unchanged` = the branch had this tree already; files and lines of a patch. */
  readonly summary?: ExportSummary;
}

export interface ExportSummary {
  readonly unchanged?: boolean;
  readonly files?: number;
  readonly additions?: number;
  readonly deletions?: number;
}

export interface Activity {
  /** Epoch ms. */
  readonly last_at: number;
  /** Shown to people: "output", "input", "exec", "process output", "open connection", "launched". */
  readonly because: string;
}

/** The checkpoint of another sandbox that this one began from. */
export interface Fork {
  readonly sandbox_name: string;
  readonly checkpoint: Checkpoint;
  /** The commit that the other one was launched from: what patches begin at. */
  readonly base_commit: string | null;
}

/** What ends a sandbox, or its archive, without anybody asking. */
export const CLOCKS = ["idle", "completed", "max_lifetime", "archive_retention"] as const;
export type Clock = (typeof CLOCKS)[number];

/** The last warning that was given: which clock, when it ends, and when people were told (epoch ms). */
export interface Notice {
  readonly reason: Clock;
  readonly at: number;
  readonly warned_at: number;
}

/** The task's end: its command exited, or somebody said so. */
export interface Completion {
  readonly at: number;
  readonly exit_code: number | null;
  readonly by: Actor;
}

/** What identifies a sandbox, and what launching needs; immutable after launch. */
export interface SandboxIdentity {
  readonly id: string;
  readonly team_id: string;
  readonly owner: { readonly user_id: string; readonly name: string };
  readonly name: string;
  readonly repository: string | null;
  readonly ref: string | null;
  readonly template: string | null;
  /** Profile name; its limits are in the launch spec. */
  readonly profile: string;
  readonly created_at: number;
}

/** What the running operation will do next; null when there is none. Kept with the record so that a restart goes on. */
export type Plan =
  | {
      readonly kind: "provision";
      /** Saved files to bring back, or null for a first launch. */
      readonly restore: Checkpoint | null;
      /** Reuse what the engine still has on disk (an agent that died), before any checkpoint. */
      readonly keep: boolean;
    }
  | {
      readonly kind: "save";
      readonly checkpoint_id: string;
      readonly return_to: "running" | "completed";
      /** Saved out of `error`: a save that fails goes back there, else to where it came from. */
      readonly from_error: boolean;
    }
  | {
      readonly kind: "teardown";
      /** Null when there is nothing to save, or it is to be discarded. */
      readonly checkpoint_id: string | null;
      readonly discard: boolean;
      /** Where a completion that arrives while saving is remembered. */
      readonly return_to: "running" | "completed";
    }
  | { readonly kind: "export"; readonly export_id: string }
  | { readonly kind: "purge" };

/** Everything the one writer knows; kept as one row in the Durable Object. */
export interface SandboxRecord extends SandboxIdentity {
  readonly state: State;
  readonly phase: Phase | null;
  /** Rises with each start of a container; results of earlier ones are dropped. */
  readonly generation: number;
  /** Rises with each committed change; guards the projection. */
  readonly version: number;
  /** Last event's number. */
  readonly seq: number;
  readonly command: string | null;
  readonly limits: {
    readonly cpus: number;
    readonly memory_bytes: number;
    readonly disk_bytes: number;
    readonly pids: number;
  };
  readonly image: string;
  readonly idle_timeout_minutes: number | null;
  readonly commit: string | null;
  /** When this generation began to run, epoch ms: the lifetime clock. */
  readonly started_at: number | null;
  readonly operation: Operation | null;
  readonly plan: Plan | null;
  /** When the phase began, epoch ms: for its duration. */
  readonly phase_started_at: number | null;
  /** The last verified one; moves only when a newer one is verified. */
  readonly checkpoint: Checkpoint | null;
  readonly completion: Completion | null;
  /** What it began from, when that was another sandbox's checkpoint. */
  readonly forked_from: Fork | null;
  /** No idle or completed clock acts before this, epoch ms: somebody asked to keep it. */
  readonly keep_until: number | null;
  readonly notice: Notice | null;
  /** When the engine confirmed that nothing is left, epoch ms: the archive's clock. Null while it is not destroyed. */
  readonly destroyed_at: number | null;
  /** `none`: nothing in the engine; `present`: it may hold work; `lost`: the agent is gone, its disk may remain. */
  readonly container: "none" | "present" | "lost";
  readonly activity: Activity;
  readonly exports_count: number;
  readonly visibility: Visibility;
  /** Who switched the recording of its terminals on; null where nobody did, whatever the policy says. */
  readonly recording: RecordingWish | null;
  readonly error: Refusal | null;
  /** Save that failed, checkpoint that is corrupt…: why automatic teardown does not act, with the way out. */
  readonly blockers: readonly { readonly code: string; readonly next_step: string }[];
}

/** One line of the journal. `seq` has no holes. */
export interface SandboxEvent {
  readonly seq: number;
  /** Epoch ms. */
  readonly at: number;
  readonly type: string;
  readonly actor: Actor;
  readonly from?: State;
  readonly to?: State;
  readonly reason?: string;
  readonly operation_id?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export const LOG_SOURCES = ["provisioning", "task", "process", "engine"] as const;
export type LogSource = (typeof LOG_SOURCES)[number];

/** A piece of log text as it was written; `offset` counts UTF-8 bytes of all sources together. */
export interface LogEntry {
  readonly offset: number;
  readonly next_offset: number;
  readonly at: number;
  readonly source: LogSource;
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}
