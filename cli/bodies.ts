/** Answers that consist of more than one body of the domain; `/api/v1/openapi.json` describes them all. */
import type {
  CheckpointDetailBody,
  EventBody,
  ExportBody,
  LogBody,
  RecordBody,
  SummaryBody,
  TerminalBody,
} from "../workers/domain/sandbox/bodies.ts";
import type { OperationStatusBody, Started } from "../workers/domain/sandbox/operation-body.ts";
import type { ShareBody } from "../workers/domain/sharing/share.ts";

export type {
  CheckpointDetailBody,
  EventBody,
  ExportBody,
  LogBody,
  OperationStatusBody,
  RecordBody,
  ShareBody,
  Started,
  SummaryBody,
  TerminalBody,
};

export interface Items<T> {
  readonly items: readonly T[];
}

export interface SandboxPage extends Items<SummaryBody> {
  readonly next_cursor: string | null;
}

/** One page of what grows at its end. */
export interface Page<T> extends Items<T> {
  readonly next_after: number;
}

export interface LogPage extends Page<LogBody> {
  readonly first_offset: number;
}

export interface Launched {
  readonly sandbox: RecordBody;
  readonly reused: boolean;
  readonly resumed: boolean;
  readonly operation_id: string | null;
}

export interface ExportStarted extends Started {
  readonly export_id: string;
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

export interface PortBody {
  readonly port: number;
  readonly pid: number | null;
  readonly process: string | null;
  readonly address: string;
  /** Of its preview; null where there are none. */
  readonly url: string | null;
}

export interface Directory {
  readonly path: string;
  readonly entries: readonly FileEntry[];
}

export interface FileEntry {
  readonly name: string;
  readonly type: "file" | "directory" | "symlink" | "other";
  readonly size_bytes: number;
  readonly mode: number;
  readonly modified_at: string;
  /** Of a symbolic link. */
  readonly target?: string;
}

export interface FileWritten {
  readonly created: boolean;
  readonly size_bytes: number;
}

/** With the link's address, which is told this once. */
export interface ShareMade extends ShareBody {
  readonly url: string;
}
