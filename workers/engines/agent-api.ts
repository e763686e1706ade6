/**
 * Shapes of the agent's HTTP interface (docs/protocol.md section 3), shared by the agent and its client.
 * Times are ISO 8601 UTC, sizes and offsets bytes.
 */

/** Version of the agent's interface; raised when an older Worker could misread it. */
export const AGENT_VERSION = "1";

export const GENERATION_HEADER = "x-sandbar-generation";
export const VERSION_HEADER = "x-sandbar-agent-version";
/** `authorization` for the program behind a port; on the way to the agent that header is the engine's own. */
export const PROXIED_AUTHORIZATION_HEADER = "x-sandbar-authorization";
/** Present, with the reason code, on every answer that is the agent's own refusal (never on a proxied one). */
export const REFUSAL_HEADER = "x-sandbar-refusal";

/** What ids of execs, processes, PTYs, archives and viewers look like. */
export const AGENT_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Longest timeout of an exec. */
export const MAX_TIMEOUT_MS = 24 * 60 * 60 * 1000;
/** Between TERM and KILL when an exec is cancelled or times out. */
export const KILL_GRACE_MS = 5_000;

export interface AgentHealth {
  readonly generation: number;
  readonly version: string;
  readonly uptime_ms: number;
}

export interface CommandRequest {
  /** Program and arguments, at least one; never a shell string. */
  readonly argv: readonly string[];
  /** Absolute, or relative to the workspace. Default: the workspace. */
  readonly cwd?: string;
  /** Added to the sandbox's environment, for this command only. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface ExecRequest extends CommandRequest {
  readonly exec_id: string;
  /** 1 to 24 h; none when absent. */
  readonly timeout_ms?: number;
  /** stdout and stderr together; what comes after is discarded and `truncated` is set. No limit when absent. */
  readonly output_limit_bytes?: number;
}

export interface ExecStarted {
  readonly exec_id: string;
  readonly pid: number;
  /** The same exec_id and input ran already: this is its kept result, nothing ran again. */
  readonly replayed?: boolean;
}

export interface ExecEnd {
  /** Null when a signal ended it, or when it is unknown: never a success. */
  readonly exit_code: number | null;
  readonly signal: string | null;
  readonly timed_out: boolean;
  /** Output is missing: the limit was reached, or a replay no longer had all of it. */
  readonly truncated: boolean;
}

export interface ProcessRequest extends CommandRequest {
  readonly process_id: string;
  /** What it is for, e.g. "task" or "setup"; kept as it is. */
  readonly source: string;
}

export interface ProcessInfo {
  readonly process_id: string;
  readonly source: string;
  readonly pid: number;
  readonly state: "running" | "exited";
  readonly exit_code: number | null;
  readonly signal: string | null;
  readonly started_at: string;
  readonly exited_at: string | null;
  readonly first_offset: number;
  readonly offset: number;
}

/** Payload of kind 0 in a process's output: where the bytes that follow begin. Comes again after bytes were lost. */
export interface ProcessOutputStart {
  readonly offset: number;
  readonly first_offset: number;
}

export interface ProcessOutputEnd {
  readonly exit_code: number | null;
  readonly signal: string | null;
  readonly offset: number;
}

export interface PtyRequest {
  readonly pty_id: string;
  readonly cols: number;
  readonly rows: number;
  /** A login shell when absent. */
  readonly argv?: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What people call it. */
  readonly name?: string;
}

/** What a terminal shows now: written to a terminal of that size that was reset, `data` brings the screen back. */
export interface PtyScreen {
  readonly offset: number;
  readonly cols: number;
  readonly rows: number;
  readonly data: Uint8Array;
}

export interface PtyInfo {
  readonly pty_id: string;
  readonly pid: number;
  readonly cols: number;
  readonly rows: number;
  readonly first_offset: number;
  readonly offset: number;
  readonly exit: { readonly exit_code: number | null; readonly signal: string | null } | null;
  /** What people call it; null where nobody named it. */
  readonly name: string | null;
  /** Name of the program in the foreground. */
  readonly title: string;
  readonly created_at: string;
}

export interface FileEntry {
  /** Bytes that are not UTF-8 appear as U+FFFD; such a file can't be addressed here, but archives keep its name. */
  readonly name: string;
  readonly type: "file" | "directory" | "symlink" | "other";
  readonly size_bytes: number;
  /** Permission bits, e.g. 0o644 as a number. */
  readonly mode: number;
  readonly modified_at: string;
  /** What a symlink says, as it says it. */
  readonly target?: string;
}

export interface DirectoryListing {
  /** Absolute. */
  readonly path: string;
  readonly entries: readonly FileEntry[];
}

export interface ListeningPort {
  readonly port: number;
  readonly pid: number | null;
  readonly process: string | null;
  /** Address it is bound to, e.g. "127.0.0.1", "::". */
  readonly address: string;
}

export interface ArchiveResult {
  readonly size_bytes: number;
  /** Lower-case hex, of the archive's bytes. */
  readonly content_sha256: string;
  /** Regular files. */
  readonly file_count: number;
  readonly commit: string | null;
}

export interface RestoreResult {
  readonly file_count: number;
  /** Of the archive. */
  readonly size_bytes: number;
}

/** Equal for two moments between which nothing that an archive holds has changed. */
export interface WorkspaceFingerprint {
  /** Lower-case hex. */
  readonly fingerprint: string;
  /** Regular files, and their bytes together. */
  readonly file_count: number;
  readonly size_bytes: number;
}

export interface Frozen {
  /** Processes that were found running, and are stopped now. */
  readonly stopped: number;
}

export interface GitFacts {
  readonly commit: string | null;
  readonly branch: string | null;
  readonly dirty_files: number | null;
  /** Commits on no remote-tracking branch. */
  readonly unpushed_commits: number | null;
}

export type ActivityCause =
  | "started"
  | "terminal_input"
  | "terminal_output"
  | "exec"
  | "process_output"
  | "connection"
  | "files";

export interface Activity {
  readonly last_at: string;
  readonly because: ActivityCause;
  readonly attached: {
    /** Live PTYs that somebody is attached to. */
    readonly terminals: number;
    readonly execs: number;
    readonly processes: number;
    /** Open proxied requests and WebSockets. */
    readonly connections: number;
  };
}

export interface Completion {
  readonly exit_code: number | null;
  readonly at: string;
}

export type AgentEvent =
  | {
      readonly type: "snapshot";
      readonly processes: readonly ProcessInfo[];
      readonly ptys: readonly PtyInfo[];
      readonly ports: readonly ListeningPort[];
      readonly activity: Activity;
      /** The last `sandbox-complete`, so that one reported while nobody listened is not lost. */
      readonly complete: Completion | null;
    }
  | { readonly type: "process_exited"; readonly process: ProcessInfo }
  /** Changed: its name, or what it is called after the program in the foreground. */
  | { readonly type: "pty_opened" | "pty_changed" | "pty_exited" | "pty_closed"; readonly pty: PtyInfo }
  | { readonly type: "port_opened"; readonly port: ListeningPort }
  | { readonly type: "port_closed"; readonly port: ListeningPort }
  | { readonly type: "activity"; readonly activity: Activity }
  | ({ readonly type: "complete" } & Completion);
