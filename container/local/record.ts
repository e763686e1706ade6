import type { SandboxId, Started, StartSpec } from "../../workers/engines/engine.ts";
import type { ProcessIdentity } from "./process-table.ts";

/**
 * What the engine must remember of one sandbox to find it again, or to remove all of it, after a crash.
 * Written before the step that it announces.
 */
export interface SandboxRecord {
  readonly id: SandboxId;
  /** Of the engine (host-state.ts). */
  readonly instance: string;
  readonly generation: number;
  /**
   * `starting`: a launch is under way and must be undone if the engine finds it so after a restart;
   * `running`: the agent has answered (whether it still lives is asked of the kernel);
   * `stopped`: no process, workspace kept; `destroying`: removal has begun and must be finished.
   */
  readonly phase: "starting" | "running" | "stopped" | "destroying";
  readonly spec: StartSpec;
  /** Host uid of everything inside (root engine), or the engine's own (ordinary user). */
  readonly uid: number;
  readonly disk: "image" | "folder";
  readonly workspace: Started["workspace"];
  /** Generation that last left a workspace, to which a failed start falls back; null when there is none. */
  readonly kept_generation: number | null;
  /** The process that the engine launched: bubblewrap's outer part. Its end is the agent's end. */
  readonly monitor: ProcessIdentity | null;
  /** Pid 1 of the jail, as the host sees it: killing it kills everything inside. */
  readonly init: ProcessIdentity | null;
  readonly cgroups: readonly string[];
  /** Runtime folder that the run has mounted; kept on disk while a record names it. */
  readonly runtime: string;
  /** ISO 8601, UTC. */
  readonly started_at: string;
}
