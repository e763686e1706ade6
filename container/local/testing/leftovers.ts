/** Looks at the host itself, not at the engine's records, for anything that sandboxes of one engine have left. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, readlinkSync, rmdirSync } from "node:fs";
import { basename, join } from "node:path";

const CGROUP_TREES = ["cpu", "memory", "pids", ""].map((tree) => join("/sys/fs/cgroup", tree));

/** In words; empty when nothing is left. `dataDir` has a name that nothing else on the host has. */
export function leftoversOf(dataDir: string): string[] {
  const name = basename(dataDir);
  return [
    ...processesThatHold(name).map((pid) => `process ${pid}`),
    ...(read("/proc/self/mountinfo").includes(name) ? ["mount"] : []),
    ...groupsOf(dataDir).map((group) => `cgroup ${group}`),
    ...loopDevices(name),
    ...entries(join(dataDir, "sandboxes")).map((entry) => `folder ${entry}`),
    ...entries(join(dataDir, "records")).map((entry) => `record ${entry}`),
  ];
}

/**
 * Every jailed process has the agent's folder mounted, whatever its uid and cgroup; one that is still being
 * jailed has descriptors of files in the data folder.
 */
function processesThatHold(name: string): string[] {
  return readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => read(`/proc/${pid}/mountinfo`).includes(`${name}/runtime/`) || holdsFile(pid, name));
}

function holdsFile(pid: string, name: string): boolean {
  // Not the engine itself, which has them open, too.
  if (!["sh", "unshare", "setpriv", "bwrap"].includes(read(`/proc/${pid}/comm`).trim())) return false;
  return entries(`/proc/${pid}/fd`).some((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`).includes(name);
    } catch {
      return false; // gone
    }
  });
}

function groupsOf(dataDir: string): string[] {
  return instanceGroups(dataDir).flatMap((base) =>
    entries(base, "directory").map((entry) => join(base, entry)),
  );
}

function instanceGroups(dataDir: string): string[] {
  const instance = createHash("sha256").update(dataDir).digest("hex").slice(0, 8);
  return CGROUP_TREES.flatMap((tree) => [join(tree, "sandbar", instance), join(tree, `sandbar-${instance}`)]);
}

/** Groups of the engine itself, empty after its last sandbox. */
export function removeInstanceGroups(dataDir: string): void {
  for (const group of instanceGroups(dataDir)) if (existsSync(group)) rmdirSync(group);
}

function loopDevices(name: string): string[] {
  return readdirSync("/sys/block")
    .filter((device) => device.startsWith("loop"))
    .filter((device) => read(`/sys/block/${device}/loop/backing_file`).includes(name))
    .map((device) => `loop device ${device}`);
}

function entries(folder: string, kind: "any" | "directory" = "any"): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => kind === "any" || entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return []; // gone, or another user's
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // gone, or another user's
  }
}
