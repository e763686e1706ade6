/** Finds and ends everything that a command started, those that left its process group included. */
import { processIds, processStat, readProcFile } from "./process-stat.ts";
import { errno } from "./refused.ts";

/** Environment variable that marks a command and all that descends from it. */
export const GROUP_VARIABLE = "SANDBAR_GROUP";

const POLL_MS = 25;
const AFTER_KILL_MS = 2_000;

export interface Tree {
  /** Leader of a session and a process group of its own. */
  readonly pid: number;
  /** Value of GROUP_VARIABLE in its environment; null leaves those that left its session alone. */
  readonly group: string | null;
}

/** Signals the process group of `pid`; one that is gone is fine. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  send(-pid, signal);
}

/** Sends `signal` to the whole tree, waits `graceMs`, then KILLs what is left. Resolves once nothing is left. */
export async function endTree(tree: Tree, signal: NodeJS.Signals, graceMs: number): Promise<void> {
  signalGroup(tree.pid, signal);
  for (const { pid, group } of members(tree)) if (group !== tree.pid) send(pid, signal);
  if (await goneWithin(tree, graceMs)) return;
  const until = performance.now() + AFTER_KILL_MS;
  do {
    signalGroup(tree.pid, "SIGKILL");
    for (const { pid } of members(tree)) send(pid, "SIGKILL"); // again each round: a fork may have slipped through
  } while (!(await goneWithin(tree, POLL_MS)) && performance.now() < until);
}

async function goneWithin(tree: Tree, milliseconds: number): Promise<boolean> {
  const until = performance.now() + milliseconds;
  for (;;) {
    if (members(tree).length === 0) return true;
    if (performance.now() >= until) return false;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

interface Member {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
}

/** Living processes of the tree: its group and session, descendants, and whoever carries its mark. */
function members(tree: Tree): Member[] {
  const all = livingProcesses();
  const parents = new Map(all.map((member) => [member.pid, member.parent]));
  return all.filter(
    (member) =>
      member.group === tree.pid ||
      member.session === tree.pid ||
      (tree.group !== null && (descends(member.pid, tree.pid, parents) || carries(member.pid, tree.group))),
  );
}

function livingProcesses(): Member[] {
  return processIds().flatMap((pid) => {
    if (pid === process.pid || pid === 1) return [];
    const stat = processStat(pid);
    return stat === undefined || stat.state === "Z" || stat.state === "X" ? [] : { pid, ...stat };
  });
}

function descends(pid: number, ancestor: number, parents: ReadonlyMap<number, number>): boolean {
  let current: number | undefined = pid;
  for (let depth = 0; current !== undefined && current > 1 && depth < 4096; depth++) {
    if (current === ancestor) return true;
    current = parents.get(current);
  }
  return false;
}

function carries(pid: number, group: string): boolean {
  const environment = readProcFile(`/proc/${pid}/environ`);
  return environment?.split("\0").includes(`${GROUP_VARIABLE}=${group}`) ?? false;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (errno(error) !== "ESRCH" && errno(error) !== "EPERM") throw error;
  }
}
