/** Processes as /proc shows them: identities that survive pid reuse, and who belongs to a sandbox. */
import { readdirSync, readFileSync, statSync } from "node:fs";

/** A pid alone may be reused; with its start time and the boot it names one process for good. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot, field 22 of /proc/PID/stat. */
  readonly start_time: string;
  readonly boot_id: string;
}

const BOOT_ID = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();

/** Undefined when there is no such process, or only its zombie. */
export function identify(pid: number): ProcessIdentity | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined; // gone
  }
  // The command name, in parentheses, may hold spaces and parentheses itself.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, startTime] = [fields[0], fields[19]];
  if (state === "Z" || state === "X" || startTime === undefined) return undefined;
  return { pid, start_time: startTime, boot_id: BOOT_ID };
}

export function isAlive(process: ProcessIdentity | null): boolean {
  if (process === null || process.boot_id !== BOOT_ID) return false;
  return identify(process.pid)?.start_time === process.start_time;
}

export function killPid(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Live processes whose real uid is `uid`: with a uid per sandbox, all of its processes. */
export function processesOfUid(uid: number): number[] {
  const wanted = new RegExp(`^Uid:\\s+${uid}\\s`, "m");
  return livePids().filter((pid) => wanted.test(readProc(pid, "status")));
}

/** Live processes that see `folder` of the host as `mountPoint` in their own root. */
export function processesSeeing(folder: string, mountPoint: string): number[] {
  const host = statSync(folder, { throwIfNoEntry: false });
  if (host === undefined) return [];
  return livePids().filter((pid) => {
    try {
      const seen = statSync(`/proc/${pid}/root${mountPoint}`);
      return seen.ino === host.ino && seen.dev === host.dev;
    } catch {
      return false; // another user's process, or gone
    }
  });
}

/** Live processes that were launched with `NAME=value` in their environment, which they keep until they exec. */
export function processesLaunchedWith(variable: string): number[] {
  return livePids().filter((pid) => readProc(pid, "environ").split("\0").includes(variable));
}

function livePids(): number[] {
  const pids = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return pids.filter((pid) => identify(pid) !== undefined);
}

function readProc(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return ""; // gone
  }
}
