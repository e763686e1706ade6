/** The product's processes as /proc shows them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "./polling.ts";

/** Processes of the product itself: `worker` is Node with Miniflare, `workerd` the runtime that it starts. */
export const PARTS = ["worker", "workerd", "engine", "supervisor"] as const;
export type Part = (typeof PARTS)[number];

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

export function pidOf(dataDir: string, part: Part): number {
  const { supervisor, children } = JSON.parse(readFileSync(join(dataDir, "run/start.json"), "utf8")) as {
    supervisor: { pid: number };
    children: { worker: { pid: number }; engine: { pid: number } };
  };
  if (part === "supervisor") return supervisor.pid;
  if (part !== "workerd") return children[part].pid;
  const workerd = processes().find(({ parent, command }) => {
    return parent === children.worker.pid && command.includes("workerd");
  });
  if (!workerd) throw new Error("workerd does not run");
  return workerd.pid;
}

/** What the engine has on disk about a sandbox; undefined when it has nothing. */
export function engineRecord(dataDir: string, id: string): EngineRecord | undefined {
  const path = join(dataDir, "engine/records", `${id}.json`);
  try {
    return JSON.parse(readFileSync(path, "utf8")) as EngineRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

export interface EngineRecord {
  readonly phase: string;
  readonly generation: number;
  readonly uid: number;
  readonly monitor: { readonly pid: number } | null;
}

/** Pids of a sandbox's processes, its launcher's first. */
export function pidsInside(dataDir: string, id: string): Process[] {
  const monitor = engineRecord(dataDir, id)?.monitor;
  return monitor ? descendants(monitor.pid) : [];
}

export function agentPid(dataDir: string, id: string): number {
  const agent = pidsInside(dataDir, id).find(({ command }) => /^\S*node\s.*agent\.mjs/.test(command));
  if (!agent) throw new Error(`no agent of sandbox ${id} runs`);
  return agent.pid;
}

/** Waits for a process inside whose command line matches, and stops it (SIGSTOP) where it is. */
export async function freezeInside(dataDir: string, id: string, command: RegExp): Promise<number> {
  const find = () => pidsInside(dataDir, id).find((one) => command.test(one.command));
  const { pid } = await eventually(`a process ${command} in ${id}`, 30_000, find, 1);
  process.kill(pid, "SIGSTOP");
  return pid;
}

/** Lets a stopped process go on; no error when it is gone. */
export function thaw(pid: number): void {
  if (existsSync(`/proc/${pid}`)) process.kill(pid, "SIGCONT");
}

export async function untilGone(pid: number): Promise<void> {
  await eventually(`the end of process ${pid}`, 30_000, () => !processes().some((one) => one.pid === pid));
}

/** A process, with its children's children if wanted. */
export function processTree(root: number, children: boolean): number[] {
  return children ? descendants(root).map(({ pid }) => pid) : [root];
}

function descendants(root: number): Process[] {
  const all = processes();
  const found = all.filter(({ pid }) => pid === root);
  for (const process of found) found.push(...all.filter(({ parent }) => parent === process.pid));
  return found;
}

/** Every process but zombies. */
export function processes(): Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = read(`/proc/${name}/stat`);
      const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (state === undefined || parent === undefined || state === "Z") return [];
      return [
        {
          pid: Number(name),
          parent: Number(parent),
          command: read(`/proc/${name}/cmdline`).replaceAll("\0", " "),
        },
      ];
    });
}

/** Empty for what has gone meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
