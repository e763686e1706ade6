// One hash over the contents of files and folders: what decides whether a step must run again.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Hex SHA-256 over the paths (relative to `root`) and bytes of all that exists of `sources`, tests left out. */
export function contentHash(root, sources) {
  const hash = createHash("sha256");
  for (const source of sources) addTo(hash, root, source);
  return hash.digest("hex");
}

function addTo(hash, root, path) {
  const absolute = join(root, path);
  if (!existsSync(absolute) || /\.test\.tsx?$/.test(path)) return;
  if (statSync(absolute).isDirectory()) {
    for (const name of readdirSync(absolute).sort()) addTo(hash, root, join(path, name));
    return;
  }
  const bytes = readFileSync(absolute);
  hash.update(`${path}\0${bytes.length}\0`).update(bytes);
}
