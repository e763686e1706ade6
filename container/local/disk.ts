/**
 * Where a sandbox's workspace and home are kept: as root an ext4 image, mounted only in the sandbox's own
 * mount namespace, which bounds what it can fill; otherwise a folder, watched by the watchdog.
 */
import { execFile } from "node:child_process";
import { accessSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { chmod, chown, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { DEADLINES } from "./deadlines.ts";

const run = promisify(execFile);

const MKE2FS = ["/usr/sbin/mke2fs", "/sbin/mke2fs", "/usr/bin/mke2fs"].find((path) => existsSync(path));

/** Whether loop-mounted images can be used here (root, loop devices, mke2fs). */
export function imagesAvailable(): boolean {
  if (process.getuid?.() !== 0 || MKE2FS === undefined) return false;
  try {
    accessSync("/dev/loop-control");
    return true;
  } catch {
    return false;
  }
}

export function imagePath(folder: string): string {
  return join(folder, "disk.img");
}

/** Makes the image at once (sparse, a few milliseconds) and moves it into place whole. */
export async function makeImage(folder: string, bytes: number, uid: number): Promise<void> {
  const draft = `${imagePath(folder)}.new`;
  const extended = `lazy_itable_init=1,lazy_journal_init=1,nodiscard,root_owner=${uid}:${uid}`;
  const kibibytes = Math.max(8192, Math.floor(bytes / 1024));
  const options = ["-q", "-F", "-t", "ext4", "-m", "0", "-O", "^resize_inode", "-E", extended];
  await rm(draft, { force: true });
  await run(MKE2FS ?? "mke2fs", [...options, draft, `${kibibytes}k`], { timeout: DEADLINES.prepareMs });
  await chmod(draft, 0o600);
  await rename(draft, imagePath(folder));
}

export function folderPath(folder: string): string {
  return join(folder, "disk");
}

export async function makeFolder(folder: string, uid: number): Promise<void> {
  for (const name of ["disk", "disk/workspace", "disk/home"]) {
    const path = join(folder, name);
    await mkdir(path, { recursive: true });
    if (process.getuid?.() === 0) await chown(path, uid, uid);
  }
}

/** Loop devices whose backing file lies below `folder`, as /dev names. */
export function loopDevicesBelow(folder: string): string[] {
  return readdirSync("/sys/block")
    .filter((name) => name.startsWith("loop"))
    .filter((name) => {
      try {
        return readFileSync(`/sys/block/${name}/loop/backing_file`, "utf8").startsWith(`${folder}/`);
      } catch {
        return false; // not in use
      }
    })
    .map((name) => `/dev/${name}`);
}
