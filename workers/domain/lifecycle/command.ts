import type { Refusal } from "../refusal.ts";
import type {
  Activity,
  Actor,
  Checkpoint,
  Clock,
  ExportRecord,
  Fork,
  Phase,
  SandboxRecord,
  Visibility,
} from "../sandbox.ts";
import type { Recording } from "../terminal/recording.ts";

/** What is attached to a running sandbox: why a teardown without `force` would interrupt somebody. */
export interface Attached {
  readonly terminals: number;
  readonly execs: number;
  readonly processes: number;
}

/** The columns of a record that launching decides once. */
export type LaunchFacts = Pick<
  SandboxRecord,
  | "id"
  | "team_id"
  | "owner"
  | "name"
  | "repository"
  | "ref"
  | "template"
  | "profile"
  | "created_at"
  | "command"
  | "limits"
  | "image"
  | "idle_timeout_minutes"
> &
  Partial<Pick<SandboxRecord, "visibility">>;

/** What people, programs and policies ask for. */
export type Request =
  | {
      readonly type: "launch";
      readonly operation_id: string;
      readonly actor: Actor;
      readonly facts: LaunchFacts;
      /** Begins with the files of this checkpoint instead of a clone or a template. */
      readonly fork?: Fork;
    }
  | {
      readonly type: "resume";
      readonly operation_id: string;
      readonly actor: Actor;
      /** An older verified save chosen by a person; else the last one. */
      readonly checkpoint?: Checkpoint;
    }
  | {
      readonly type: "save";
      readonly operation_id: string;
      readonly actor: Actor;
      readonly checkpoint_id: string;
      readonly reason: "manual" | "periodic";
    }
  | {
      readonly type: "export";
      readonly operation_id: string;
      readonly actor: Actor;
      readonly export_id: string;
      readonly kind: ExportRecord["kind"];
      readonly source: ExportRecord["source"];
      /** A branch export's target. */
      readonly branch?: string;
    }
  | {
      readonly type: "teardown";
      readonly operation_id: string;
      readonly actor: Actor;
      readonly checkpoint_id: string;
      readonly force: boolean;
      readonly discard: boolean;
      readonly attached: Attached;
    }
  | { readonly type: "complete"; readonly actor: Actor; readonly exit_code: number | null }
  | { readonly type: "heartbeat"; readonly actor: Actor }
  /** Somebody other than its owner types in one of its terminals. */
  | { readonly type: "terminal_typed"; readonly actor: Actor; readonly terminal_id: string }
  /** Stays at least `minutes` from now, but never beyond `bound_at` (its lifetime, epoch ms); 0 takes that back. */
  | {
      readonly type: "keep_alive";
      readonly actor: Actor;
      readonly minutes: number;
      readonly bound_at: number | null;
    }
  /** Takes back a teardown that has not destroyed anything yet. */
  | { readonly type: "undo_teardown"; readonly actor: Actor }
  /** People are told that a clock ends at `at`. */
  | { readonly type: "warn"; readonly actor: Actor; readonly reason: Clock; readonly at: number }
  | { readonly type: "change_idle_timeout"; readonly actor: Actor; readonly minutes: number | null }
  /** Switches the recording of its terminals on or off; off only where no policy has `demanded` it. */
  | {
      readonly type: "change_recording";
      readonly actor: Actor;
      readonly on: boolean;
      readonly demanded: boolean;
    }
  /** Gives it to another member, as long as it is still `from`'s (a user id). */
  | {
      readonly type: "change_owner";
      readonly actor: Actor;
      readonly from: string;
      readonly to: SandboxRecord["owner"];
    }
  | { readonly type: "change_visibility"; readonly actor: Actor; readonly visibility: Visibility }
  | { readonly type: "delete_recording"; readonly actor: Actor; readonly recording: Recording }
  /** Checkpoints that are to be deleted, by a person or because enough newer ones are kept. */
  | {
      readonly type: "delete_checkpoints";
      readonly actor: Actor;
      readonly checkpoints: readonly Checkpoint[];
      readonly because: "asked" | "retention";
    }
  | { readonly type: "delete_export"; readonly actor: Actor; readonly export: ExportRecord }
  /** Deletes what is kept of an archived sandbox, and the sandbox. */
  | { readonly type: "purge"; readonly operation_id: string; readonly actor: Actor };

/**
 * What came back from an effect, or was noticed. Each names the generation (and operation) it belongs to:
 * one that is no longer current is dropped without a trace in the state.
 */
export type Report =
  | {
      readonly type: "phase_done";
      readonly operation_id: string;
      readonly generation: number;
      readonly phase: Phase;
      /** allocating: whether a workspace was kept; cloning: the commit checked out. */
      readonly kept?: boolean;
      readonly commit?: string;
    }
  | {
      readonly type: "provision_failed";
      readonly operation_id: string;
      readonly generation: number;
      readonly refusal: Refusal;
    }
  | {
      readonly type: "saved";
      readonly operation_id: string;
      readonly generation: number;
      readonly checkpoint: Checkpoint;
    }
  | {
      readonly type: "save_failed";
      readonly operation_id: string;
      readonly generation: number;
      readonly refusal: Refusal;
    }
  | { readonly type: "export_done"; readonly operation_id: string; readonly export: ExportRecord }
  | { readonly type: "export_failed"; readonly operation_id: string; readonly refusal: Refusal }
  | { readonly type: "destroy_confirmed"; readonly operation_id: string; readonly generation: number }
  | { readonly type: "cleanup_confirmed"; readonly generation: number }
  | { readonly type: "objects_deleted"; readonly generation: number }
  | { readonly type: "purged"; readonly operation_id: string; readonly generation: number }
  | { readonly type: "agent_lost"; readonly generation: number; readonly refusal: Refusal }
  /** The engine has something of a sandbox whose record says that nothing is left; of whichever generation. */
  | { readonly type: "leftover_found"; readonly engine_generation: number }
  | { readonly type: "task_exited"; readonly generation: number; readonly exit_code: number | null }
  | { readonly type: "activity_seen"; readonly generation: number; readonly activity: Activity }
  | { readonly type: "lease_renewed"; readonly operation_id: string }
  | { readonly type: "lease_expired"; readonly operation_id: string };

export type Command = Request | Report;
