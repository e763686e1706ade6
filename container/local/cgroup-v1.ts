import { accessSync, constants, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ResourceLimits } from "../../workers/engines/engine.ts";
import type { CgroupDriver } from "./cgroup.ts";
import { canMakeGroup, setLimit } from "./cgroup-folder.ts";

const CONTROLLERS = ["cpu", "memory", "pids"] as const;
type Controller = (typeof CONTROLLERS)[number];

const LIMIT_FILE: Readonly<Record<Controller, string>> = {
  cpu: "cpu.cfs_quota_us",
  memory: "memory.limit_in_bytes",
  pids: "pids.max",
};

/** A controller's tree, at the top of which root makes `sandbar/<instance>/<sandbox id>`. */
export function findCgroupV1(instance: string): CgroupDriver | undefined {
  const mounted = mountedControllers();
  const usable = CONTROLLERS.filter((controller) => {
    const root = mounted.get(controller);
    if (root === undefined || !isWritable(root)) return false;
    return canMakeGroup(join(root, "sandbar", instance), [LIMIT_FILE[controller], "cgroup.procs"]);
  });
  if (usable.length === 0) return undefined;
  const folder = (controller: Controller, id: string): string =>
    join(mounted.get(controller) ?? "", "sandbar", instance, id);
  return {
    enforces: {
      cpu: usable.includes("cpu"),
      memory: usable.includes("memory"),
      pids: usable.includes("pids"),
    },
    description: `cgroup v1 (${usable.join(", ")})`,
    folders: (id) => [...new Set(usable.map((controller) => folder(controller, id)))],
    make: (id, limits) => {
      for (const controller of usable) {
        const group = folder(controller, id);
        mkdirSync(group, { recursive: true });
        SET[controller](group, limits);
      }
    },
  };
}

const SET: Readonly<Record<Controller, (group: string, limits: ResourceLimits) => void>> = {
  cpu: (group, limits) => {
    setLimit(group, "cpu.cfs_period_us", "100000");
    setLimit(group, "cpu.cfs_quota_us", String(Math.max(1000, Math.round(limits.cpus * 100_000))));
  },
  memory: (group, limits) => {
    // Memory and swap together may never be below memory alone: lift it, lower the one, lower the other.
    setLimit(group, "memory.memsw.limit_in_bytes", "-1", true);
    setLimit(group, "memory.limit_in_bytes", String(limits.memory_bytes));
    setLimit(group, "memory.memsw.limit_in_bytes", String(limits.memory_bytes), true);
    setLimit(group, "memory.swappiness", "0", true);
  },
  pids: (group, limits) => setLimit(group, "pids.max", String(limits.pids)),
};

/** Mount points by controller name, from the mount options of cgroup file systems. */
function mountedControllers(): Map<string, string> {
  const mounts = new Map<string, string>();
  for (const line of readFileSync("/proc/self/mounts", "utf8").split("\n")) {
    const [, path, type, options] = line.split(" ");
    if (type !== "cgroup" || path === undefined) continue;
    for (const option of (options ?? "").split(",")) mounts.set(option, path);
  }
  return mounts;
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
