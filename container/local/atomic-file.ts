import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Replaces a file so that a crash of ours leaves the old or the new content, never a part. Mode 0600.
 * `synced`: a crash of the machine, too (some milliseconds).
 */
export async function writeFileAtomically(path: string, content: string, synced: boolean): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(temporary, "w", 0o600);
  try {
    await file.writeFile(content);
    if (synced) await file.datasync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  if (!synced) return;
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
