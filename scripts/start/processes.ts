/** What Linux says about processes: a pid alone may have been given to another program since. */
import { readdirSync, readFileSync } from "node:fs";

export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from boot to the process's start. */
  readonly started: string;
}

interface Status extends ProcessIdentity {
  readonly group: number;
  readonly state: string;
}

/** Undefined when there is no such process (or the system has no /proc). */
export function identify(pid: number): ProcessIdentity | undefined {
  const status = statusOf(pid);
  return status && status.state !== "Z" ? { pid, started: status.started } : undefined;
}

/** Whether exactly this process still runs, and not another under its pid. */
export function stillRuns(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.started === identity.started;
}

/** How long what was killed may take to be gone, ms: it has memory to give back, and on a busy machine not at once. */
const GONE_MS = 10_000;
const BETWEEN_LOOKS_MS = 10;

/**
 * Kills what is left of a process group whose leader we started, and waits until it is gone: it keeps its port and its
 * files to the end. The number stays taken while any member lives; members must also carry `mark` in their command line,
 * in case it was given to strangers after all had ended.
 */
export function killGroup(leader: ProcessIdentity, mark: string): void {
  const killed: ProcessIdentity[] = [];
  for (const name of readdirSync("/proc")) {
    const status = /^\d+$/.test(name) ? statusOf(Number(name)) : undefined;
    if (status?.group !== leader.pid || status.state === "Z") continue;
    if (status.pid === leader.pid && status.started !== leader.started) continue;
    if (!commandLine(status.pid).includes(mark)) continue;
    try {
      process.kill(status.pid, "SIGKILL");
      killed.push(status);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
  const until = performance.now() + GONE_MS;
  while (killed.some(stillRuns) && performance.now() < until) pause(BETWEEN_LOOKS_MS);
}

/** Nothing else goes on at a start: it may as well block. */
function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function statusOf(pid: number): Status | undefined {
  const text = read(`/proc/${pid}/stat`);
  // "pid (command) state ppid pgrp … starttime": the command may hold anything, so fields count from its end.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, , group] = fields;
  const started = fields[19];
  return state && group && started ? { pid, state, group: Number(group), started } : undefined;
}

function commandLine(pid: number): string {
  return read(`/proc/${pid}/cmdline`).replaceAll("\0", " ");
}

/** Empty for what has gone meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
