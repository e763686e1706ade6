import { gitPath, pathsOfHeader } from "./git-path.ts";
import type { ChangeData, HunkData, PatchFile } from "./patch-file.ts";

/**
 * Reads what `git diff` writes, binary patches and odd names included. Never throws: what it does not know it skips,
 * and a patch that ends in the middle gives what there is of its last file. Lines end with LF; a CR belongs to them.
 */
export function parsePatch(text: string): PatchFile[] {
  const lines = text.split("\n");
  const files: PatchFile[] = [];
  let at = 0;
  while (at < lines.length) {
    if (!lines[at]?.startsWith("diff --git ")) {
      at += 1;
      continue;
    }
    const [file, next] = readFile(lines, at);
    files.push(file);
    at = next;
  }
  return files;
}

type Draft = { -readonly [K in keyof PatchFile]: PatchFile[K] };

function readFile(lines: readonly string[], start: number): [PatchFile, number] {
  const [old_path, path] = pathsOfHeader(lines[start] ?? "");
  const file: Draft = {
    path,
    old_path: null,
    change: "modified",
    old_mode: null,
    new_mode: null,
    binary: false,
    additions: 0,
    deletions: 0,
    hunks: [],
    no_newline: { old: false, new: false },
  };
  const hunks: HunkData[] = [];
  let at = start + 1;
  for (; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line.startsWith("diff --git ")) break;
    if (line.startsWith("@@ ")) {
      const [hunk, next] = readHunk(lines, at, file);
      if (hunk) hunks.push(hunk);
      at = next - 1;
    } else {
      readHeaderLine(line, file);
    }
  }
  if (file.change === "deleted" && file.path === "") file.path = old_path;
  return [{ ...file, hunks }, at];
}

function readHeaderLine(line: string, file: Draft): void {
  const after = (prefix: string) => (line.startsWith(prefix) ? line.slice(prefix.length) : null);
  const added = after("new file mode ");
  const deleted = after("deleted file mode ");
  const renamed = after("rename from ");
  const copied = after("copy from ");
  const newName = after("rename to ") ?? after("copy to ");
  if (added !== null) {
    file.change = "added";
    file.new_mode = added;
  } else if (deleted !== null) {
    file.change = "deleted";
    file.old_mode = deleted;
  } else if (renamed !== null || copied !== null) {
    file.change = renamed !== null ? "renamed" : "copied";
    file.old_path = gitPath(renamed ?? copied ?? "");
  } else if (newName !== null) {
    file.path = gitPath(newName);
  } else if (line.startsWith("--- ")) {
    const name = nameOf(line.slice(4), "a/");
    if (name !== null && file.change === "deleted") file.path = name;
  } else if (line.startsWith("+++ ")) {
    file.path = nameOf(line.slice(4), "b/") ?? file.path;
  } else if (line === "GIT binary patch" || line.startsWith("Binary files ")) {
    file.binary = true;
  } else {
    file.old_mode = after("old mode ") ?? file.old_mode;
    file.new_mode = after("new mode ") ?? file.new_mode;
  }
}

/** The name of a `---` or `+++` line; null for /dev/null. A tab ends a name that holds spaces. */
function nameOf(text: string, prefix: string): string | null {
  const name = gitPath(text.replace(/\t$/, ""));
  if (name === "/dev/null") return null;
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

const HUNK = /^@@ -(\d{1,12})(?:,(\d{1,12}))? \+(\d{1,12})(?:,(\d{1,12}))? @@/;

/** Reads as many lines as the hunk says it has, so that no content can be taken for a header. */
function readHunk(lines: readonly string[], start: number, file: Draft): [HunkData | null, number] {
  const content = lines[start] ?? "";
  const found = HUNK.exec(content);
  if (!found) return [null, start + 1];
  const [oldStart, oldLines, newStart, newLines] = [1, 2, 3, 4].map((group) => Number(found[group] ?? 1)) as [
    number,
    number,
    number,
    number,
  ];
  const changes: ChangeData[] = [];
  let [oldLine, newLine] = [oldStart, newStart];
  let [oldLeft, newLeft] = [oldLines, newLines];
  let at = start + 1;
  for (; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line.startsWith("\\")) {
      const last = changes.at(-1)?.type;
      file.no_newline = {
        old: file.no_newline.old || last !== "insert",
        new: file.no_newline.new || last !== "delete",
      };
      continue;
    }
    if (oldLeft <= 0 && newLeft <= 0) break;
    const text = line.slice(1);
    if (line.startsWith("+")) {
      changes.push({ type: "insert", isInsert: true, content: text, lineNumber: newLine++ });
      file.additions += 1;
      newLeft -= 1;
    } else if (line.startsWith("-")) {
      changes.push({ type: "delete", isDelete: true, content: text, lineNumber: oldLine++ });
      file.deletions += 1;
      oldLeft -= 1;
    } else if (line.startsWith(" ")) {
      changes.push({
        type: "normal",
        isNormal: true,
        content: text,
        oldLineNumber: oldLine++,
        newLineNumber: newLine++,
      });
      oldLeft -= 1;
      newLeft -= 1;
    } else {
      break;
    }
  }
  return [{ content, oldStart, oldLines, newStart, newLines, changes }, at];
}
