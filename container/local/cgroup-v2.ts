import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ResourceLimits } from "../../workers/engines/engine.ts";
import type { CgroupDriver } from "./cgroup.ts";
import { removeGroup, setLimit } from "./cgroup-folder.ts";

const WANTED = ["cpu", "memory", "pids"] as const;

/**
 * The nearest group above our own (or the root) below which groups with limits can be made and entered:
 * as root the root itself, as an ordinary user one that was delegated to us (`Delegate=yes`).
 */
export function findCgroupV2(instance: string): CgroupDriver | undefined {
  const root = mountPoint();
  if (root === undefined) return undefined;
  for (const parent of candidates(root)) {
    const driver = driverBelow(parent, instance);
    if (driver !== undefined) return driver;
  }
  return undefined;
}

function candidates(root: string): string[] {
  if (process.getuid?.() === 0) return [root];
  const own = /^0::(.*)$/m.exec(readFileSync("/proc/self/cgroup", "utf8"))?.[1] ?? "/";
  const above: string[] = [];
  // Not our own group: it has processes (ours), so it can't give controllers to groups below it.
  for (let group = dirname(join(root, own)); group.length >= root.length; group = dirname(group)) {
    above.push(group);
  }
  return above;
}

/** Exported for its test: needs only a folder that behaves as a cgroup v2 group. */
export function driverBelow(parent: string, instance: string): CgroupDriver | undefined {
  const base = join(parent, `sandbar-${instance}`);
  try {
    const offered = readFileSync(join(parent, "cgroup.controllers"), "utf8").trim().split(/\s+/);
    const usable = WANTED.filter((controller) => offered.includes(controller));
    if (usable.length === 0) return undefined;
    const enable = usable.map((controller) => `+${controller}`).join(" ");
    writeFileSync(join(parent, "cgroup.subtree_control"), enable);
    mkdirSync(base, { recursive: true });
    writeFileSync(join(base, "cgroup.subtree_control"), enable);
    if (!canEnter(join(base, `probe-${process.pid}`))) return undefined;
    return {
      enforces: {
        cpu: usable.includes("cpu"),
        memory: usable.includes("memory"),
        pids: usable.includes("pids"),
      },
      description: `cgroup v2 (${usable.join(", ")}) below ${parent}`,
      folders: (id) => [join(base, id)],
      make: (id, limits) => {
        const group = join(base, id);
        mkdirSync(group, { recursive: true });
        setLimits(group, usable, limits);
      },
    };
  } catch {
    return undefined; // not writable, or busy: not a place where groups can be made
  }
}

function setLimits(group: string, usable: readonly string[], limits: ResourceLimits): void {
  if (usable.includes("cpu")) {
    setLimit(group, "cpu.max", `${Math.max(1000, Math.round(limits.cpus * 100_000))} 100000`);
  }
  if (usable.includes("memory")) {
    setLimit(group, "memory.max", String(limits.memory_bytes));
    setLimit(group, "memory.swap.max", "0", true);
  }
  if (usable.includes("pids")) setLimit(group, "pids.max", String(limits.pids));
}

/** Moving a process in needs rights on the group above both: only a try tells. */
function canEnter(group: string): boolean {
  mkdirSync(group, { recursive: true });
  const script = 'echo $$ > "$1/cgroup.procs"';
  const entered = spawnSync("/bin/sh", ["-c", script, "sh", group], { env: {}, stdio: "ignore" });
  removeGroup(group);
  return entered.status === 0;
}

function mountPoint(): string | undefined {
  for (const line of readFileSync("/proc/self/mounts", "utf8").split("\n")) {
    const [, path, type] = line.split(" ");
    if (type === "cgroup2" && path !== undefined && existsSync(join(path, "cgroup.controllers"))) return path;
  }
  return undefined;
}
