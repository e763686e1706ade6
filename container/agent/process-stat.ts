/** What /proc says of processes and threads. */
import { readdirSync, readFileSync } from "node:fs";

export interface ProcessStat {
  /** One letter: R runs, S and D sleep, T and t are stopped, Z and X are dead. */
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  readonly threads: number;
  /** When it began, in the kernel's ticks: tells it from another one that got its pid. */
  readonly started: string;
}

/** Every pid that can be seen from here. */
export function processIds(): number[] {
  return readdirSync("/proc").map(Number).filter(Number.isInteger);
}

/** States of a process's threads, its first one included; empty when it has ended. */
export function threadStates(pid: number): string[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.flatMap((thread) => parseStat(`/proc/${pid}/task/${thread}/stat`)?.state ?? []);
  } catch {
    return [];
  }
}

/** Undefined when there is no such process (any more). */
export function processStat(pid: number): ProcessStat | undefined {
  return parseStat(`/proc/${pid}/stat`);
}

/** A process may end at any moment, and another user's is not ours to read. */
export function readProcFile(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return undefined;
  }
}

function parseStat(path: string): ProcessStat | undefined {
  const stat = readProcFile(path);
  if (stat === undefined) return undefined;
  // "pid (any text) state ppid pgrp session …": the name may hold spaces and parentheses
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state = "", parent, group, session] = fields;
  return {
    state,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    threads: Number(fields[17]),
    started: fields[19] ?? "",
  };
}
