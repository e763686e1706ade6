import type { Refusal, Result } from "../domain/refusal.ts";
import type {
  Actor,
  Checkpoint,
  ExportKind,
  ExportRecord,
  Fork,
  LogEntry,
  LogSource,
  Operation,
  SandboxEvent,
  SandboxIdentity,
  SandboxRecord,
  Visibility,
} from "../domain/sandbox.ts";
import type { SharePart } from "../domain/sharing/share.ts";
import type { Recording } from "../domain/terminal/recording.ts";

/**
 * What services may ask of a sandbox's Durable Object (RPC by method; streams and sockets by `fetch`).
 * Access has been decided before; the actor is passed for the journal.
 */
export interface SandboxApi {
  /** Idempotent by operation_id: first call moves `new` to `provisioning`. */
  launch(spec: LaunchSpec): Promise<Result<Accepted>>;
  /** Launch again after `error`, or resume an archived one (`checkpoint_id` chooses an older save). */
  resume(request: ResumeRequest): Promise<Result<Accepted>>;
  save(request: OperationRequest): Promise<Result<Accepted & { checkpoint_id: string }>>;
  export(request: ExportRequest): Promise<Result<Accepted & { export_id: string }>>;
  teardown(request: TeardownRequest): Promise<Result<Accepted & { already: boolean }>>;
  /** Takes back a teardown that has not destroyed anything yet. */
  undoTeardown(actor: Actor): Promise<Result<SandboxRecord>>;
  /** Deletes an archived sandbox and everything that is kept of it. */
  purge(request: OperationRequest): Promise<Result<Accepted>>;
  complete(request: { actor: Actor; exit_code: number | null }): Promise<Result<SandboxRecord>>;
  heartbeat(actor: Actor): Promise<Result<SandboxRecord>>;
  /** Stays at least that many minutes from now, within its lifetime; 0 takes that back. */
  keepAlive(request: { actor: Actor; minutes: number }): Promise<Result<SandboxRecord>>;
  changeIdleTimeout(request: { actor: Actor; minutes: number | null }): Promise<Result<SandboxRecord>>;
  deleteCheckpoint(request: { actor: Actor; checkpoint_id: string }): Promise<Result<SandboxRecord>>;
  deleteExport(request: { actor: Actor; export_id: string }): Promise<Result<SandboxRecord>>;
  /** Refuses with `recording_required` to switch off what the policy demands. */
  changeRecording(request: { actor: Actor; on: boolean }): Promise<Result<SandboxRecord>>;
  /** Refuses with `owner_changed` when it is no longer `from`'s (a user id), unless it is `to`'s already. */
  changeOwner(request: {
    actor: Actor;
    from: string;
    to: SandboxRecord["owner"];
  }): Promise<Result<RightsChanged>>;
  changeVisibility(request: { actor: Actor; visibility: Visibility }): Promise<Result<RightsChanged>>;
  deleteRecording(request: { actor: Actor; recording_id: string }): Promise<Result<SandboxRecord>>;
  /**
   * Closes the sockets of whoever lost a right, their previews' too, with 4403 unless `code` says otherwise; those who still have one connect again and are
   * let in as what they are now. Answers how many. Throws while the index, which says what they are, can't be brought up to date.
   */
  closeViewers(match: ViewerMatch, reason: string, code?: number): Promise<number>;

  /** Null when this object has never been launched. */
  record(): Promise<SandboxRecord | null>;
  events(after: number, limit: number): Promise<{ items: SandboxEvent[]; next_after: number }>;
  logs(after: number, limit: number, source?: LogSource): Promise<LogPage>;
  checkpoints(): Promise<Checkpoint[]>;
  exports(): Promise<ExportRecord[]>;
  /** Newest first. */
  recordings(): Promise<Recording[]>;
  operation(operation_id: string): Promise<OperationOutcome | null>;
  /** Resolves when the operation ends or after `timeout_ms`, with what is then known. */
  waitForOperation(operation_id: string, timeout_ms: number): Promise<OperationOutcome | null>;
  /**
   * Repeats what got stuck, and asks the engine whether it still has what the record says it has; called by the cron.
   * `index_version` is what the index holds: an older one than the record's is brought up to date.
   */
  poke(index_version?: number): Promise<void>;
  /** The engine has this sandbox and its record says that nothing is left: it is destroyed, unless somebody is at work. */
  leftoverFound(engine_generation: number): Promise<"destroyed" | "at_work" | "unknown">;
  /** What the policy says about a destroyed one now: announces the end of its archive, or brings it about. */
  lookAtArchive(): Promise<"kept" | "announced" | "purged" | "blocked">;
}

export interface Accepted {
  readonly operation_id: string;
  readonly record: SandboxRecord;
}

/** Changed, and whether the index knows, by which everybody's access is decided; when not, it is told again and again. */
export interface RightsChanged {
  readonly record: SandboxRecord;
  readonly indexed: boolean;
}

export interface OperationRequest {
  readonly operation_id: string;
  readonly actor: Actor;
}

export interface LaunchSpec extends OperationRequest {
  readonly identity: SandboxIdentity;
  readonly command: string | null;
  /** Values reach the task by a 0600 file or descriptor, never argv; kept encrypted by the object. */
  readonly env: Readonly<Record<string, string>>;
  readonly limits: SandboxRecord["limits"];
  readonly image: string;
  readonly idle_timeout_minutes: number | null;
  /** Everybody of the team sees it when absent. */
  readonly visibility?: Visibility;
  /** Absolute host path, when `repository` is a file:// URL below an allowed root. */
  readonly local_repository: string | null;
  /** Begins with the files of another sandbox's checkpoint. */
  readonly fork?: Fork;
}

export interface ResumeRequest extends OperationRequest {
  readonly checkpoint_id?: string;
}

export interface ExportRequest extends OperationRequest {
  readonly kind: ExportKind;
  readonly source: "checkpoint" | "live";
  readonly branch?: string;
  /** For a branch's push: kept in memory only, and gone with the export. */
  readonly credential?: PushCredential;
}

/** What the repository's server asks for over https. */
export interface PushCredential {
  readonly username: string;
  readonly password: string;
}

export interface TeardownRequest extends OperationRequest {
  readonly force: boolean;
  readonly discard: boolean;
}

export interface LogPage {
  readonly items: LogEntry[];
  readonly next_after: number;
  /** Bytes before this were dropped (bounded log). */
  readonly first_offset: number;
}

export interface OperationOutcome extends Operation {
  readonly status: "running" | "succeeded" | "failed";
  readonly ended_at: number | null;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly error: Refusal | null;
}

/**
 * HTTP inside the Durable Object (`stub.fetch("https://sandbox/…")`), for streams and sockets:
 * - `WS /live?after=seq` record changes and events as JSON: `{type: "record", record}`, `{type: "event", event}`, `{type: "log", entry}`
 * - `WS /terminals/:id?offset=N&viewer=ID` terminal frames (domain/protocol.ts)
 * - `GET|POST|PATCH|DELETE /terminals[/:id]`
 * - `POST /exec` (body and answer as the agent's), `POST /exec/:id/cancel`
 * - `any /files…`, `GET /ports`, `any /ports/:port/proxy/*`, `GET /git` forwarded to the agent while it runs
 * - `GET /exports/:id/content` (`Range`) the stored export
 * - `GET /recordings/:id/content` the asciicast file; of one that is being made, up to now
 * Who asks travels in this header, a SocketViewer as JSON, which only the Worker sets.
 */
export const VIEWER_HEADER = "x-sandbar-viewer";

/** Who opens a stream or a socket, and by what they came in. */
export interface SocketViewer {
  readonly actor: Actor;
  readonly role: "view" | "interact";
  /** Shown to others as being here; a stream that a program reads is not. */
  readonly present: boolean;
  /** Closes the socket when it passes, epoch ms. */
  readonly expires_at: number | null;
  /** What they came in by: each is null where it was something else. A member's token has a `user_id` too. */
  readonly user_id: string | null;
  readonly session_id: string | null;
  readonly token_id: string | null;
  readonly share_id: string | null;
  /** User id of whoever made a guest's link: what they lose, it loses. */
  readonly shared_by: string | null;
  /** What a guest may see; null for members, who see everything. */
  readonly parts: readonly SharePart[] | null;
  /** When what they may do was read, epoch ms or before: what was taken away since closes the socket as it opens. */
  readonly decided_at: number;
}

/**
 * Whose sockets: all that have these values in common with it. An empty match is everybody; a `user_id` alone means the
 * guests of that person's links too.
 */
export type ViewerMatch = Partial<Pick<SocketViewer, "user_id" | "session_id" | "token_id" | "share_id">> & {
  /** The actor's id: one guest alone. */
  readonly actor_id?: string;
  /** True: guests alone. */
  readonly guests?: boolean;
  /** Whoever came with any of these API tokens. */
  readonly token_ids?: readonly string[];
};
