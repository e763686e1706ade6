/** A workspace's files and what each holds. Later writes of a file hold greater numbers. */
export type Files = ReadonlyMap<string, number>;

/** The archive of a workspace: the same files always give the same bytes. */
export function encodeArchive(files: Files): Uint8Array {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  return new TextEncoder().encode(JSON.stringify(sorted));
}

/** Null when the bytes are no archive. */
export function decodeArchive(bytes: Uint8Array): Map<string, number> | null {
  try {
    return new Map(JSON.parse(new TextDecoder().decode(bytes)) as [string, number][]);
  } catch {
    return null;
  }
}

/** The first file of `wanted` that `files` lacks or has an older content of; null when it has everything. */
export function missingFrom(files: Files, wanted: Files): string | null {
  for (const [path, content] of wanted) if ((files.get(path) ?? -1) < content) return path;
  return null;
}
