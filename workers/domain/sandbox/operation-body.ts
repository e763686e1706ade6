/** Long work, as those see it who began it. */
import type { Refusal } from "../refusal.ts";
import type { OperationType } from "../sandbox.ts";

export interface OperationStatusBody {
  readonly operation_id: string;
  readonly type: OperationType;
  readonly status: "running" | "succeeded" | "failed";
  readonly actor: string;
  /** ISO 8601 UTC. */
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly error: Refusal | null;
}

/** What a started operation answers: `result` once it has ended within the wait, else it is followed by its id. */
export interface Started {
  readonly operation_id: string;
  readonly status: "running" | "succeeded";
  readonly result?: Readonly<Record<string, unknown>> | null;
}
