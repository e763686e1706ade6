import type { Refusal } from "../domain/refusal.ts";

/** Globally unique, `[a-z0-9-]`, at most 40 characters: what an engine knows a sandbox by. */
export type SandboxId = string;

/** What a sandbox may use. Engines say in `limits` which of these they really enforce. */
export interface ResourceLimits {
  /** CPUs, fractions allowed (0.5 = half of one core). */
  readonly cpus: number;
  readonly memory_bytes: number;
  readonly disk_bytes: number;
  /** Processes and threads together. */
  readonly pids: number;
}

export interface StartSpec {
  readonly limits: ResourceLimits;
  /** Image class of the profile; engines map it to what they have. */
  readonly image: string;
  /**
   * `keep` reuses the workspace that an earlier generation of this sandbox left on the engine, when there is
   * one (an agent or a host that died); `fresh` always starts empty.
   */
  readonly workspace: "fresh" | "keep";
  /**
   * Local engine only: a host path of a git repository below one of the roots in LOCAL_REPOSITORY_ROOTS.
   * The engine copies it in; the agent finds it as a bare repository at LOCAL_REPOSITORY_PATH.
   */
  readonly local_repository?: string;
  /** Outgoing network: `none`, or through the engine's filtering proxy, optionally only to listed hosts. */
  readonly egress:
    | { readonly mode: "none" }
    | { readonly mode: "proxy"; readonly allow_hosts?: readonly string[] };
}

/** Where `StartSpec.local_repository` appears inside the sandbox. */
export const LOCAL_REPOSITORY_PATH = "/run/sandbar/repository.git";

/** The ref under which a bundle for a host repository carries its commit. */
export const BUNDLE_REF = "refs/sandbar/export";

/** A branch of a host repository, and where it is to be. */
export interface RepositoryUpdate {
  /** As `StartSpec.local_repository`. */
  readonly path: string;
  readonly branch: string;
  /** Full object name of the commit that the branch is to be at. */
  readonly commit: string;
  /** Full object name of the commit that the branch is at now; null when there is no such branch yet. */
  readonly expected: string | null;
}

export interface Started {
  /** Whether an earlier generation's workspace was found and kept. */
  readonly workspace: "fresh" | "kept";
}

export interface EngineSandbox {
  readonly id: SandboxId;
  readonly generation: number;
  readonly state: "running" | "stopped";
  /** ISO 8601, UTC. */
  readonly started_at: string;
}

/** What the engine enforces here and now, and in words what it does not (shown in the page and the log). */
export interface EngineLimits {
  readonly cpu: boolean;
  readonly memory: boolean;
  readonly pids: boolean;
  readonly disk: boolean;
  readonly network: boolean;
  readonly notes: readonly string[];
}

export interface EngineHealth {
  readonly ok: boolean;
  readonly engine: "local" | "cloudflare";
  readonly limits: EngineLimits;
  /** Why nothing can be launched now, with the exact command that fixes it in `next_step`. */
  readonly problem?: Refusal;
  /** The disk below the Worker's own records takes no more; absent where the engine does not share one with it. */
  readonly records_disk_full?: boolean;
}

/** Reaches the agent of one generation of one sandbox. Never starts anything. */
export interface AgentTransport {
  /**
   * HTTP or (with `Upgrade: websocket`) WebSocket to the agent; `path` begins with "/".
   * Adds the generation header. Throws EngineError when the sandbox or the engine can't be reached.
   */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/**
 * Starts a sandbox, reaches its agent, tells whether it lives, destroys it. Everything else is the agent's.
 * Failures are thrown as EngineError, which carries a Refusal.
 */
export interface SandboxEngine {
  /** Idempotent per (id, generation). A higher generation replaces a lower one; a lower one is refused (`generation_mismatch`). */
  start(id: SandboxId, generation: number, spec: StartSpec): Promise<Started>;
  agent(id: SandboxId, generation: number): AgentTransport;
  status(id: SandboxId): Promise<{ state: "running" | "stopped" | "absent"; generation?: number }>;
  /** Resolves only when nothing of the sandbox is left (process, mount, cgroup, folder); idempotent. */
  destroy(id: SandboxId): Promise<void>;
  /** What really exists, running or stopped, for finding orphans. */
  list(): Promise<EngineSandbox[]>;
  /**
   * Local engine only: brings a branch into a host repository, forwards only. `bundle` is a git bundle of what the
   * repository lacks, and empty when it lacks nothing. Idempotent: a branch that is there already is a success.
   * Refuses with `branch_diverged`, `branch_checked_out`, `bundle_refused`, `push_rejected`, `repository_not_allowed`,
   * `repository_unreachable`.
   */
  updateRepository(update: RepositoryUpdate, bundle: ReadableStream<Uint8Array>): Promise<void>;
  health(): Promise<EngineHealth>;
}

/** Reason codes: engine_unreachable (retryable), sandbox_absent, generation_mismatch, engine_refused, repository_unreachable, … */
export class EngineError extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.message);
    this.name = "EngineError";
    this.refusal = refusal;
  }
}
