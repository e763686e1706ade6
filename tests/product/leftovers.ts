/** Looks at the host itself for anything that sandboxes of one product have left. */
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { leftoversOf } from "../../container/local/testing/leftovers.ts";
import { processes } from "./processes.ts";

/** In words; empty when nothing is left. The folder around `dataDir` has a name that nothing else on the host has. */
export function leftovers(dataDir: string): string[] {
  const mark = join(basename(dirname(dataDir)), basename(dataDir), "engine");
  // leftoversOf knows the engine's folder by its last name, which other products share.
  const own = leftoversOf(join(dataDir, "engine")).filter((left) => !/^(process|mount|loop)/.test(left));
  const mounts = (file: string) => read(file).includes(`${mark}/`);
  return [
    ...own,
    ...processes()
      .filter(({ pid }) => mounts(`/proc/${pid}/mountinfo`))
      .map(({ pid, command }) => `process ${pid} ${command}`),
  ];
}

/** Live processes whose real user is `uid`. */
export function processesOfUid(uid: number): string[] {
  const owned = new RegExp(`^Uid:\\s+${uid}\\s`, "m");
  return processes()
    .filter(({ pid }) => owned.test(read(`/proc/${pid}/status`)))
    .map(({ pid, command }) => `process ${pid} ${command}`);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
