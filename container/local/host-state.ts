/** What this host lets the engine do, found once at start, and said in words where it falls short. */
import { createHash } from "node:crypto";
import { cpus, totalmem } from "node:os";
import type { Refusal } from "../../workers/domain/refusal.ts";
import type { EngineLimits } from "../../workers/engines/engine.ts";
import { type CgroupDriver, findCgroups } from "./cgroup.ts";
import { imagesAvailable } from "./disk.ts";
import { findProblem } from "./host-check.ts";
import { engineUnavailable } from "./refusals.ts";

export class HostState {
  readonly asRoot: boolean;
  /** Short hex string that keeps apart engines on one host. */
  readonly instance: string;
  readonly cgroups: CgroupDriver | undefined;
  /** Disks are size-limited images. */
  readonly images: boolean;
  readonly limits: EngineLimits;
  #usable = false;

  constructor(dataDir: string) {
    this.asRoot = process.getuid?.() === 0;
    this.instance = createHash("sha256").update(dataDir).digest("hex").slice(0, 8);
    this.cgroups = findCgroups(this.instance);
    this.images = imagesAvailable();
    this.limits = describeLimits(this.cgroups, this.images);
  }

  /** Why nothing can be launched; asked again until it is solved, so that no restart is needed. */
  async problem(): Promise<Refusal | undefined> {
    if (this.#usable) return undefined;
    const problem = await findProblem();
    this.#usable = problem === undefined;
    return problem;
  }

  /** Throws EngineError `engine_unavailable`: nothing ever runs outside a jail. */
  async mustBeUsable(): Promise<void> {
    const problem = await this.problem();
    if (problem !== undefined) throw engineUnavailable(problem);
  }
}

function describeLimits(cgroups: CgroupDriver | undefined, images: boolean): EngineLimits {
  const { cpu, memory, pids } = cgroups?.enforces ?? { cpu: false, memory: false, pids: false };
  const notes: string[] = [];
  if (!cpu) notes.push(`CPU is not limited: a sandbox may use all ${cpus().length} cores.`);
  if (!memory) {
    notes.push(
      "Memory is watched, not bounded: every second the largest process of a sandbox above its limit is killed " +
        `(the host has ${Math.round(totalmem() / 2 ** 30)} GiB).`,
    );
  }
  if (!pids) notes.push("Processes are limited by RLIMIT_NPROC inside the sandbox.");
  if (!images) {
    notes.push(
      "Disk is watched, not bounded: a sandbox found above its limit is stopped; its workspace is kept.",
    );
  }
  // The pids limit holds either way.
  return { cpu, memory, pids: true, disk: images, network: true, notes };
}
