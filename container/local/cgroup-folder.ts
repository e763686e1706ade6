/** What both versions of cgroups share: folders that are groups. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Processes of a group and of the groups below it. */
export function processesIn(folder: string): number[] {
  return withDescendants(folder).flatMap((group) => {
    try {
      return readFileSync(join(group, "cgroup.procs"), "utf8").split("\n").filter(Boolean).map(Number);
    } catch {
      return []; // removed meanwhile
    }
  });
}

/** Removes a group and those below it. False while the kernel still holds one of them (a dying process). */
export function removeGroup(folder: string): boolean {
  for (const group of withDescendants(folder).reverse()) {
    try {
      rmdirSync(group);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") return false;
    }
  }
  return !existsSync(folder);
}

/** Group folders, each before those below it. */
function withDescendants(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const children = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [folder, ...children.flatMap((entry) => withDescendants(join(folder, entry.name)))];
}

/** Whether a group can be made below `parent` and has all of `files`; leaves nothing behind. */
export function canMakeGroup(parent: string, files: readonly string[]): boolean {
  const probe = join(parent, `probe-${process.pid}`);
  try {
    mkdirSync(probe, { recursive: true });
  } catch {
    return false;
  }
  const complete = files.every((file) => existsSync(join(probe, file)));
  removeGroup(probe);
  return complete;
}

/** Writes a limit; files that this kernel does not have (swap accounting) may be optional. */
export function setLimit(folder: string, file: string, value: string, optional = false): void {
  const path = join(folder, file);
  if (optional && !existsSync(path)) return;
  writeFileSync(path, value);
}
