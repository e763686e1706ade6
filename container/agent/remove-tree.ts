/** Deletes a folder with all in it, read-only folders of the same user included (module caches have them). */
import { join } from "node:path";
import { lazyNode } from "./lazy-node.ts";
import { errno } from "./refused.ts";

export async function removeTree(path: string): Promise<void> {
  try {
    await lazyNode.fs.rm(path, { recursive: true, force: true });
  } catch (error) {
    if (errno(error) !== "EACCES" && errno(error) !== "EPERM") throw error;
    await openFolders(path);
    await lazyNode.fs.rm(path, { recursive: true, force: true });
  }
}

async function openFolders(path: string): Promise<void> {
  const stats = await lazyNode.fs.lstat(path);
  if (!stats.isDirectory()) return;
  await lazyNode.fs.chmod(path, stats.mode | 0o700);
  for (const entry of await lazyNode.fs.readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await openFolders(join(path, entry.name));
  }
}
