/** Answers that consist of more than one body of the domain; `/api/v1/openapi.json` describes them all. */
import type {
  CheckpointDetailBody,
  ExportBody,
  LogBody,
  RecordBody,
  SummaryBody,
  TerminalBody,
} from "../workers/domain/bodies.ts";
import type { Refusal } from "../workers/domain/refusal.ts";

export type { CheckpointDetailBody, ExportBody, LogBody, RecordBody, SummaryBody, TerminalBody };

export interface Items<T> {
  readonly items: readonly T[];
}

export interface SandboxPage extends Items<SummaryBody> {
  readonly next_cursor: string | null;
}

export interface LogPage extends Items<LogBody> {
  readonly next_after: number;
  readonly first_offset: number;
}

export interface Launched {
  readonly sandbox: RecordBody;
  readonly reused: boolean;
  readonly resumed: boolean;
  readonly operation_id: string | null;
}

/** What a request that began an operation is answered. */
export interface Started {
  readonly operation_id: string;
  readonly status: "running" | "succeeded";
  readonly result?: Readonly<Record<string, unknown>> | null;
}

export interface OperationStatus {
  readonly operation_id: string;
  readonly type: string;
  readonly status: "running" | "succeeded" | "failed";
  readonly actor: string;
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly error: Refusal | null;
}

/** How a command ended: `exit_code` is null when a signal ended it, or nobody knows. */
export interface ExecEnd {
  readonly exit_code: number | null;
  readonly signal: string | null;
  readonly timed_out: boolean;
  readonly truncated: boolean;
}

export interface ExecResult extends ExecEnd {
  readonly exec_id: string;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Me {
  readonly user: { readonly user_id: string; readonly name: string };
  readonly team: { readonly team_id: string; readonly name: string };
  readonly role: string;
}
