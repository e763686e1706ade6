import type { Refusal } from "../refusal.ts";
import type { Activity, Actor, Checkpoint, ExportRecord, Phase, SandboxRecord } from "../sandbox.ts";

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
>;

/** What people, programs and policies ask for. */
export type Request =
  | {
      readonly type: "launch";
      readonly operation_id: string;
      readonly actor: Actor;
      readonly facts: LaunchFacts;
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
    }
  | {
      readonly type: "export";
      readonly operation_id: string;
      readonly actor: Actor;
      readonly export_id: string;
      readonly kind: ExportRecord["kind"];
      readonly source: ExportRecord["source"];
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
  | { readonly type: "heartbeat"; readonly actor: Actor };

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
  | { readonly type: "agent_lost"; readonly generation: number; readonly refusal: Refusal }
  | { readonly type: "task_exited"; readonly generation: number; readonly exit_code: number | null }
  | { readonly type: "activity_seen"; readonly generation: number; readonly activity: Activity }
  | { readonly type: "lease_renewed"; readonly operation_id: string }
  | { readonly type: "lease_expired"; readonly operation_id: string };

export type Command = Request | Report;
