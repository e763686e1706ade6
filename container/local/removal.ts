/** Ends what a sandbox has on the host, and confirms that it has ended. */
import { existsSync } from "node:fs";
import { chmod, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { processesIn, removeGroup } from "./cgroup-folder.ts";
import { DEADLINES } from "./deadlines.ts";
import { folderPath, loopDevicesBelow } from "./disk.ts";
import { launchMark } from "./launch-mark.ts";
import { isAlive, killPid, processesLaunchedWith, processesOfUid, processesSeeing } from "./process-table.ts";
import type { SandboxRecord } from "./record.ts";
import { destroyUnconfirmed } from "./refusals.ts";

/** Every live process of the sandbox, the launcher's too. */
export function processesOf(record: SandboxRecord, folder: string): number[] {
  const known = [record.monitor, record.init].filter((identity) => identity !== null && isAlive(identity));
  const inside =
    record.uid === process.getuid?.()
      ? processesSeeing(join(folderPath(folder), "workspace"), "/workspace")
      : processesOfUid(record.uid);
  return [
    ...new Set([
      ...processesLaunchedWith(launchMark(record.instance, record.id)),
      ...known.map((identity) => identity?.pid ?? 0),
      ...record.cgroups.flatMap(processesIn),
      ...inside,
    ]),
  ];
}

/** Kills until nothing is left, then releases cgroups and loop devices. Throws EngineError `destroy_unconfirmed`. */
export async function endProcesses(record: SandboxRecord, folder: string): Promise<void> {
  const noneLeft = await untilTrue(DEADLINES.killMs, () => {
    const left = processesOf(record, folder);
    for (const pid of left) killPid(pid);
    return left.length === 0;
  });
  if (!noneLeft) throw destroyUnconfirmed(["processes"]);
  const isReleased = (): boolean =>
    // Each on its own: one that is busy must not keep the others.
    record.cgroups.map(removeGroup).every(Boolean) && loopDevicesBelow(folder).length === 0;
  if (await untilTrue(DEADLINES.releaseMs, isReleased)) return;
  const groups = record.cgroups.filter((group) => existsSync(group));
  throw destroyUnconfirmed([...groups, ...loopDevicesBelow(folder)]);
}

/** Removes a folder whatever modes its content has. */
export async function removeFolder(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true });
  } catch (error) {
    if (!["EACCES", "EPERM", "ENOTEMPTY"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    await makeWritable(folder); // as an ordinary user: folders without their own owner's permissions
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function makeWritable(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeWritable(join(folder, entry.name));
  }
}

/** Asks at growing intervals (5 to 200 ms) until `condition` holds or the time is over. */
async function untilTrue(deadlineMs: number, condition: () => boolean): Promise<boolean> {
  const end = performance.now() + deadlineMs;
  for (let pause = 5; ; pause = Math.min(200, pause * 2)) {
    if (condition()) return true;
    if (performance.now() > end) return false;
    await sleep(pause);
  }
}
