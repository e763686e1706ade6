/**
 * What a freeze stops: every process of the sandbox but the agent. A pid that is wrong here stops a stranger, so what
 * belongs to the sandbox is decided narrowly.
 */
import { type ProcessStat, processIds, processStat, readProcFile, threadStates } from "./process-stat.ts";

export interface SandboxProcess {
  readonly pid: number;
  readonly parent: number;
  readonly started: string;
  /** Of all its threads, as ProcessStat has them. */
  readonly states: readonly string[];
}

export class SandboxProcesses {
  readonly #wide: boolean;
  readonly #helpers: ReadonlySet<number>;
  #above: ReadonlySet<number> = new Set();

  /**
   * @param alone the engine's word that all that this user runs where the agent can see it is the sandbox's. Without
   *   it, or as root, whom no kernel would keep from anything, only the agent's own descendants count.
   * @param helpers pids of what the agent itself runs
   */
  constructor(alone: boolean, helpers: ReadonlySet<number>) {
    this.#wide = alone && process.getuid?.() !== 0;
    this.#helpers = helpers;
  }

  /** Parents before their children, the dead left out. What is made while it looks may be missing. */
  list(): SandboxProcess[] {
    const all = new Map<number, ProcessStat>();
    for (const pid of processIds()) {
      const stat = processStat(pid);
      if (stat) all.set(pid, stat);
    }
    this.#above = new Set(ancestors(process.pid, all));
    const found: { readonly description: SandboxProcess; readonly depth: number }[] = [];
    for (const [pid, stat] of all) {
      if (!this.#stoppable(pid)) continue;
      const line = ancestors(pid, all);
      if (!this.#wide && !line.includes(process.pid)) continue;
      const description = described(pid, stat);
      if (description) found.push({ description, depth: line.length });
    }
    return found.sort((a, b) => a.depth - b.depth).map((one) => one.description);
  }

  /** The pid or thread id that was given out last; the same one again: nothing was made since. Null: nobody can tell. */
  newest(): number | null {
    // It counts everybody's, so where there are others it says nothing.
    const pid = this.#wide ? readProcFile("/proc/loadavg")?.trim().split(" ").at(-1) : undefined;
    return pid === undefined ? null : Number(pid);
  }

  /** The process that a pid or thread id of `newest` belongs to, unless it is none to be stopped. After `list`. */
  processOf(id: number): SandboxProcess | undefined {
    const pid = Number(/^Tgid:\s+(\d+)$/m.exec(readProcFile(`/proc/${id}/status`) ?? "")?.[1] ?? 0);
    const stat = this.#wide && this.#stoppable(pid) ? processStat(pid) : undefined;
    return stat && described(pid, stat);
  }

  #stoppable(pid: number): boolean {
    return pid > 1 && pid !== process.pid && !this.#above.has(pid) && !this.#helpers.has(pid);
  }
}

function described(
  pid: number,
  { parent, state, threads, started }: ProcessStat,
): SandboxProcess | undefined {
  const states = threads === 1 ? [state] : threadStates(pid);
  if (states.every((one) => one === "Z" || one === "X")) return undefined;
  return { pid, parent, started, states };
}

/** From its parent up; pids that can't be seen from here are left out. */
function ancestors(pid: number, all: ReadonlyMap<number, ProcessStat>): number[] {
  const line: number[] = [];
  let next = all.get(pid)?.parent;
  while (next !== undefined && next > 0 && line.length < 4096) {
    line.push(next);
    next = all.get(next)?.parent;
  }
  return line;
}
