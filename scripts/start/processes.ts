/** What Linux says about processes: a pid alone may have been given to another program since. */
import { readdirSync, readFileSync } from "node:fs";
import { constants } from "node:os";

export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from boot to the process's start. */
  readonly started: string;
}

interface Status extends ProcessIdentity {
  readonly group: number;
  readonly state: string;
  readonly threads: number;
}

/** Undefined when there is no such process (or the system has no /proc). */
export function identify(pid: number): ProcessIdentity | undefined {
  const status = statusOf(pid);
  return status && !isOver(status) ? { pid, started: status.started } : undefined;
}

/** Whether exactly this process still runs, and not another under its pid. */
export function stillRuns(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.started === identity.started;
}

/** Waits until a process that is ending is gone; answers at once, with false, about one that goes on. */
export function goneIfEnding(identity: ProcessIdentity): boolean {
  if (stillRuns(identity) && !isEnding(identity.pid)) return false;
  untilGone([identity]);
  return !stillRuns(identity);
}

/**
 * Whether it was killed or has ended, and only gives back what it has, its ports last of all: its memory, and with it
 * its command line, goes first.
 */
export function isEnding(pid: number): boolean {
  if (commandLine(pid) === "") return true;
  const pending = /^(?:SigPnd|ShdPnd):\s*(\w+)$/gm;
  return [...read(`/proc/${pid}/status`).matchAll(pending)].some(([, set]) => hasKill(set ?? ""));
}

/** `set` is hexadecimal, a bit for each signal from 1. */
function hasKill(set: string): boolean {
  return ((BigInt(`0x${set}`) >> BigInt(constants.signals.SIGKILL - 1)) & 1n) === 1n;
}

/** How long what was killed may take to be gone, ms: it has memory to give back, and on a busy machine not at once. */
const GONE_MS = 10_000;
const BETWEEN_LOOKS_MS = 10;

/**
 * Kills what is left of a process group whose leader we started, and waits until it is gone, also what another had
 * killed: it keeps its port and its files to the end. The number stays taken while any member lives; members must also
 * carry `mark` in their command line, in case it was given to strangers after all had ended.
 */
export function killGroup(leader: ProcessIdentity, mark: string): void {
  const ending: ProcessIdentity[] = [];
  for (const name of readdirSync("/proc")) {
    const status = /^\d+$/.test(name) ? statusOf(Number(name)) : undefined;
    if (status?.group !== leader.pid || isOver(status)) continue;
    if (status.pid === leader.pid && status.started !== leader.started) continue;
    if (isEnding(status.pid)) ending.push(status);
    if (!commandLine(status.pid).includes(mark)) continue;
    try {
      process.kill(status.pid, "SIGKILL");
      ending.push(status);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
  untilGone(ending);
}

function untilGone(ending: readonly ProcessIdentity[]): void {
  const until = performance.now() + GONE_MS;
  while (ending.some(stillRuns) && performance.now() < until) pause(BETWEEN_LOOKS_MS);
}

/** A zombie has nothing left; one whose other threads still end has all that they share. */
function isOver({ state, threads }: Status): boolean {
  return (state === "Z" || state === "X") && threads <= 1;
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
  if (!state || !group || !started) return undefined;
  return { pid, state, group: Number(group), threads: Number(fields[17]), started };
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
