import type { Checkpoint, ExportRecord, Phase } from "../sandbox.ts";

/**
 * Work for the outside world that a decision asks for; stored with the state in one transaction and run after it,
 * again after a crash: so each is idempotent. They run one after another, oldest first.
 */
export type Effect =
  | {
      readonly type: "provision";
      readonly operation_id: string;
      readonly generation: number;
      readonly phase: Phase;
      readonly keep: boolean;
      readonly restore: Checkpoint | null;
    }
  | {
      readonly type: "save";
      readonly operation_id: string;
      readonly generation: number;
      readonly checkpoint_id: string;
      readonly reason: Checkpoint["reason"];
    }
  | {
      readonly type: "export";
      readonly operation_id: string;
      readonly generation: number;
      readonly export_id: string;
      readonly kind: ExportRecord["kind"];
      readonly source: ExportRecord["source"];
      readonly checkpoint: Checkpoint | null;
      /** Target of a branch export. */
      readonly branch: string | null;
    }
  /** Ends in `destroy_confirmed`, never in failure: repeated until the engine confirms. */
  | { readonly type: "destroy"; readonly operation_id: string; readonly generation: number }
  /** The same after a failed launch: the state is `error` already. */
  | { readonly type: "cleanup"; readonly operation_id: null; readonly generation: number }
  /** Keys in object storage that nothing refers to any more; a key that ends in "/" stands for all below it. */
  | {
      readonly type: "delete_objects";
      readonly operation_id: null;
      readonly generation: number;
      readonly keys: readonly string[];
    }
  /** Everything that is kept of it, in storage and in the index; then its object forgets itself. */
  | { readonly type: "purge"; readonly operation_id: string; readonly generation: number };
