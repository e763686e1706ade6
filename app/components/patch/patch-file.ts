import type { ChangeData, HunkData } from "react-diff-view";

/** What a patch does to one file. */
export interface PatchFile {
  readonly path: string;
  /** Before a rename or copy; else null. */
  readonly old_path: string | null;
  readonly change: "added" | "deleted" | "modified" | "renamed" | "copied";
  /** Octal, as git writes them; null where the patch names none. */
  readonly old_mode: string | null;
  readonly new_mode: string | null;
  readonly binary: boolean;
  readonly additions: number;
  readonly deletions: number;
  readonly hunks: readonly HunkData[];
  /** Which sides end without a newline. */
  readonly no_newline: { readonly old: boolean; readonly new: boolean };
}

export type { ChangeData, HunkData };

const MODES: Readonly<Record<string, string>> = {
  "100644": "an ordinary file",
  "100755": "executable",
  "120000": "a symbolic link",
  "160000": "a submodule",
};

/** What changed beside the text, in words: modes, links, names, binary content. Often nothing. */
export function patchFileNotes(file: PatchFile): string[] {
  const { old_mode, new_mode, change, old_path } = file;
  const notes: string[] = [];
  if (old_path && change === "renamed") notes.push(`Renamed from ${old_path}`);
  if (old_path && change === "copied") notes.push(`Copied from ${old_path}`);
  if (change === "added" && new_mode && new_mode !== "100644") notes.push(`New: ${modeWords(new_mode)}`);
  if (change === "modified" && old_mode && new_mode && old_mode !== new_mode) {
    notes.push(`Mode changed: ${modeWords(old_mode)} before, ${modeWords(new_mode)} now`);
  }
  if (file.binary) notes.push("Binary: its content is in the download");
  if (file.hunks.length === 0 && !file.binary && change === "added") notes.push("Empty file");
  if (file.no_newline.new && !file.no_newline.old) notes.push("No newline at its end now");
  if (BIDIRECTIONAL.test(textOf(file))) {
    notes.push("Holds characters that change the direction of text: it may read otherwise than it runs");
  }
  return notes;
}

/** Lines that a viewer would have to draw. */
export function lineCount(file: PatchFile): number {
  return file.hunks.reduce((count, { changes }) => count + changes.length, 0);
}

const BIDIRECTIONAL = /[\u202a-\u202e\u2066-\u2069]/;

function textOf({ hunks }: PatchFile): string {
  return hunks.flatMap(({ changes }) => changes.map(({ content }) => content)).join("\n");
}

function modeWords(mode: string): string {
  return MODES[mode] ?? `mode ${mode}`;
}
