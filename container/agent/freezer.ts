/**
 * Stops everything that runs in the sandbox, so that an archive made meanwhile holds all that was ever written, and sets
 * it going again. Requests may overtake each other, so each freeze has a number, which its thaw names too: whatever
 * comes after a freeze or a thaw of a greater number counts for nothing, and a thaw wins over its own freeze.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { processStat } from "./process-stat.ts";
import { errno, Refused } from "./refused.ts";
import type { SandboxProcess, SandboxProcesses } from "./sandbox-processes.ts";

/** Longest that a freeze tries, ms: outer deadlines leave a margin (agent-client.ts). */
const PATIENCE_MS = 10_000;
/** How long a write to a slow disk is waited for, ms. A parent that waits for its vfork(2) looks the same, for ever. */
const DISK_MS = 2_000;
/**
 * How long children wait for their parents to stop first, ms. A shell that runs yet when its job stops takes the
 * terminal back from it; but what starts others deeper and deeper must not outrun the freeze.
 */
const ORDERLY_MS = 500;
const BETWEEN_WALKS_MS = 2;
const CHASES = 100;
/** Where nobody can tell whether processes were made meanwhile, one that was may be missed once, hardly twice. */
const CALM_WALKS = 2;

export class Freezer {
  readonly #processes: SandboxProcesses;
  #number = 0;
  #thawed: PromiseWithResolvers<void> | null = null;
  /** What it has stopped, parents first: pid to start. What was stopped before is not ours to wake. */
  readonly #stopped = new Map<number, string>();
  /** As the last chase left it. */
  #newest: number | null = null;
  #changes = 0;

  constructor(processes: SandboxProcesses) {
    this.#processes = processes;
  }

  /** Throws Refused while nothing may begin. To be called in the turn in which a process starts. */
  check(): void {
    if (this.#thawed !== null) throw sandboxFrozen();
  }

  /** Runs what the agent itself changes in the workspace; a freeze waits for it, so it must be short. */
  async change<T>(work: () => Promise<T>): Promise<T> {
    this.check();
    this.#changes++;
    try {
      return await work();
    } finally {
      this.#changes--;
    }
  }

  /** Resolves when something may be ended: what dies while its parents are stopped may wake others. */
  async thawed(): Promise<void> {
    while (this.#thawed !== null) await this.#thawed.promise;
  }

  /** Resolves once nothing runs; answers how many processes were found running. */
  async freeze(number: number): Promise<number> {
    if (number < this.#number || (number === this.#number && this.#thawed === null)) throw outdated();
    this.#number = number;
    this.#thawed ??= Promise.withResolvers();
    const begun = performance.now();
    const running = new Set<number>();
    for (let calm = 0; calm < CALM_WALKS; ) {
      const lasts = performance.now() - begun;
      const restless = this.#changes > 0 || this.#walk(running, lasts) > 0;
      calm = restless ? 0 : calm + 1;
      if (!restless) continue;
      if (lasts > PATIENCE_MS) throw freezeFailed();
      await sleep(BETWEEN_WALKS_MS);
      if (number !== this.#number || this.#thawed === null) throw outdated();
    }
    return running.size;
  }

  thaw(number: number): void {
    if (number < this.#number) return;
    this.#number = number;
    // Children first: a shell that sees its job stopped would take the terminal back.
    for (const [pid, started] of [...this.#stopped].reverse()) {
      if (processStat(pid)?.started === started) send(pid, "SIGCONT");
    }
    this.#stopped.clear();
    this.#thawed?.resolve();
    this.#thawed = null;
  }

  /** Stops what runs; answers how many did not rest yet, and adds those that ran to `running`. */
  #walk(running: Set<number>, lasts: number): number {
    let restless = 0;
    const runs = new Set<number>();
    for (const found of this.#processes.list()) {
      if (rests(found, "TtZX")) continue;
      // SIGSTOP is pending: it stops before it runs another instruction of its own.
      if (this.#stopped.get(found.pid) === found.started && rests(found, "TtZXD")) {
        if (lasts < DISK_MS) restless++;
        continue;
      }
      const waits = runs.has(found.parent) && lasts < ORDERLY_MS;
      if (!waits && !this.#stop(found)) continue;
      runs.add(found.pid);
      running.add(found.pid);
      restless++;
    }
    return restless > 0 ? restless : this.#chase(running);
  }

  /**
   * Nothing was found running: unless processes are made all the same, each by one that ends before it is seen. Such a
   * one is stopped by the pid that was given out last. Answers whether any was made.
   */
  #chase(running: Set<number>): number {
    for (let round = 0; round < CHASES; round++) {
      const newest = this.#processes.newest();
      if (newest === this.#newest) return round;
      this.#newest = newest;
      const found = newest === null ? undefined : this.#processes.processOf(newest);
      if (found && !rests(found, "TtZX") && this.#stop(found)) running.add(found.pid);
    }
    return CHASES;
  }

  /** False when it is gone, or not this user's. */
  #stop({ pid, started }: SandboxProcess): boolean {
    if (!send(pid, "SIGSTOP")) return false;
    this.#stopped.set(pid, started);
    return true;
  }
}

function rests({ states }: SandboxProcess, restful: string): boolean {
  return states.every((state) => restful.includes(state));
}

/** False when there is no such process any more, or it is not this user's. */
function send(pid: number, signal: "SIGSTOP" | "SIGCONT"): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if (errno(error) !== "ESRCH" && errno(error) !== "EPERM") throw error;
    return false;
  }
}

function sandboxFrozen(): Refused {
  return new Refused(409, "sandbox_frozen", "Everything in the sandbox is stopped while it is saved.", {
    retryable: true,
    next_step: "Try again in a moment, or undo the teardown.",
  });
}

function outdated(): Refused {
  return new Refused(409, "freeze_outdated", "A later freeze or thaw came first.", { retryable: true });
}

function freezeFailed(): Refused {
  return new Refused(503, "freeze_failed", "Programs in the sandbox can't be stopped.", {
    retryable: true,
    next_step: "End what starts new processes all the time, then try again.",
  });
}
