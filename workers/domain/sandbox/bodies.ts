import type { Refusal } from "../refusal.ts";
import type {
  ExportKind,
  ExportSummary,
  LogSource,
  OperationType,
  Phase,
  State,
  Visibility,
} from "../sandbox.ts";
import type { PresentViewer } from "../sharing/presence.ts";
import type { GuestRecordBody } from "../sharing/share.ts";
import type { RecordingEnd, RecordingRule, RecordingStatus } from "../terminal/recording.ts";

/** What programs and pages read: the record of api.md. Times are ISO 8601 UTC, sizes bytes. */
export interface RecordBody {
  readonly id: string;
  readonly name: string;
  readonly state: State;
  readonly phase: Phase | null;
  readonly generation: number;
  readonly version: number;
  readonly owner: { readonly user_id: string; readonly name: string };
  /** Who of the team sees it: `private` is for its owner and the admins alone. */
  readonly visibility: Visibility;
  readonly repository: string | null;
  readonly ref: string | null;
  readonly commit: string | null;
  readonly profile: string;
  readonly template: string | null;
  readonly command: string | null;
  readonly created_at: string;
  readonly last_activity: { readonly at: string; readonly because: string };
  readonly operation: OperationBody | null;
  readonly checkpoint: CheckpointBody | null;
  readonly completion: { readonly at: string; readonly exit_code: number | null; readonly by: string } | null;
  readonly teardown: {
    readonly auto: boolean;
    readonly at: string | null;
    readonly reason: string | null;
    readonly policy: string | null;
    readonly blockers: readonly { readonly code: string; readonly next_step: string }[];
    /** When people were warned of it. */
    readonly warned_at: string | null;
    /** Until when somebody asked to keep it. */
    readonly kept_until: string | null;
    /** Until when this run may last at most; null where it runs not, or without bound. */
    readonly lifetime_ends_at: string | null;
  };
  /** When what is kept of a destroyed sandbox is deleted; null for others, and where that never happens. */
  readonly archive_expires_at: string | null;
  readonly forked_from: { readonly name: string; readonly checkpoint_id: string } | null;
  /** The owner's own choice, within the team's bounds. */
  readonly idle_timeout_minutes: number | null;
  readonly exports_count: number;
  /** Whether its terminals are recorded, and who wants it; `since` is when a person switched it on. */
  readonly recording: {
    readonly on: boolean;
    readonly by: RecordingRule["by"];
    readonly since: string | null;
  };
  readonly web_url: string;
  readonly error: Pick<Refusal, "reason_code" | "message" | "retryable" | "next_step"> | null;
}

export interface OperationBody {
  readonly id: string;
  readonly type: OperationType;
  readonly actor: string;
  readonly started_at: string;
  readonly expires_at: string;
}

export interface CheckpointBody {
  readonly checkpoint_id: string;
  readonly created_at: string;
  readonly size_bytes: number;
  readonly content_sha256: string;
  readonly verified: boolean;
}

export interface CheckpointDetailBody extends CheckpointBody {
  readonly generation: number;
  readonly commit: string | null;
  readonly file_count: number;
  readonly reason: string;
}

export interface ExportBody {
  readonly export_id: string;
  readonly kind: ExportKind;
  readonly source: "checkpoint" | "live";
  readonly status: "running" | "succeeded" | "failed";
  readonly branch: string | null;
  readonly url: string | null;
  readonly commit: string | null;
  readonly checkpoint_id: string | null;
  readonly requested_at: string;
  readonly exported_at: string | null;
  readonly size_bytes: number | null;
  readonly content_sha256: string | null;
  readonly download_url: string | null;
  readonly file_name: string | null;
  readonly summary: ExportSummary | null;
  readonly error: Refusal | null;
}

export interface EventBody {
  readonly seq: number;
  readonly at: string;
  readonly type: string;
  readonly actor: string;
  readonly from?: State;
  readonly to?: State;
  readonly reason?: string;
  readonly operation_id?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface LogBody {
  readonly offset: number;
  readonly next_offset: number;
  readonly at: string;
  readonly source: LogSource;
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}

/** A row of the list page: from the projection in D1, one query. */
export interface SummaryBody {
  readonly id: string;
  readonly name: string;
  readonly state: State;
  readonly phase: Phase | null;
  readonly owner: { readonly user_id: string; readonly name: string };
  readonly visibility: Visibility;
  readonly repository: string | null;
  readonly ref: string | null;
  readonly template: string | null;
  readonly profile: string;
  readonly created_at: string;
  readonly last_activity: { readonly at: string; readonly because: string };
  readonly teardown: Pick<RecordBody["teardown"], "auto" | "at" | "reason" | "warned_at" | "blockers">;
  readonly archive_expires_at: string | null;
  readonly has_checkpoint: boolean;
  readonly operation: OperationType | null;
  readonly error_reason: string | null;
  readonly web_url: string;
}

/** JSON messages of `WS …/live`, one per text frame. */
export type LiveMessage =
  | { readonly type: "record"; readonly record: RecordBody }
  /** To guests of a share link, in its place. */
  | { readonly type: "shared_record"; readonly record: GuestRecordBody }
  | { readonly type: "event"; readonly event: EventBody }
  | { readonly type: "log"; readonly log: LogBody }
  /** How far the running operation is: bytes so far, and about how many there will be where that is known. */
  | {
      readonly type: "progress";
      readonly operation_id: string;
      readonly bytes: number;
      readonly total_bytes: number | null;
    }
  /** Who looks at this sandbox's page, after each arrival and departure. */
  | { readonly type: "presence"; readonly viewers: readonly PresentViewer[]; readonly count: number }
  /** Its terminals, when one was opened, named, ended or closed. */
  | { readonly type: "terminals"; readonly items: readonly TerminalBody[] }
  /** What is recorded of its terminals, newest first, when that list changed. */
  | { readonly type: "recordings"; readonly items: readonly RecordingBody[] };

/** One terminal's recording: an asciicast v2 file, which grows while it is made. */
export interface RecordingBody {
  readonly recording_id: string;
  readonly terminal_id: string;
  /** The terminal's name, or its program's where nobody named it; as of when it was last looked at. */
  readonly title: string;
  readonly started_at: string;
  /** Null while it is made. */
  readonly ended_at: string | null;
  /** Of what is stored. */
  readonly duration_ms: number;
  readonly size_bytes: number;
  /** As it began. */
  readonly cols: number;
  readonly rows: number;
  readonly status: RecordingStatus;
  /** Null while it is made. */
  readonly reason: RecordingEnd | null;
  /** Works while it is made, too: up to what is stored. */
  readonly download_url: string;
}

export interface TerminalBody {
  readonly terminal_id: string;
  /** What people call it; null where nobody named it. */
  readonly name: string | null;
  /** Name of the program in the foreground. */
  readonly title: string;
  readonly cols: number;
  readonly rows: number;
  readonly first_offset: number;
  readonly offset: number;
  /** How it ended; null while it runs. */
  readonly exit: { readonly exit_code: number | null; readonly signal: string | null } | null;
  readonly created_at: string;
}
