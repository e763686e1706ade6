import { useEffect, useState } from "react";
import type { HunkTokens } from "react-diff-view";
import { lineCount, type PatchFile } from "./patch-file.ts";

/** Colouring reads a file up to its last shown line, so its length counts too. */
const MAX_LINES = 1500;
const MAX_LINE_NUMBER = 20_000;
const MAX_LINE_LENGTH = 500;

/** Colours and the changed words of a file, a moment after its text; null until then, and where it would take long. */
export function useHighlighting(file: PatchFile): HunkTokens | null {
  const [tokens, setTokens] = useState<HunkTokens | null>(null);
  useEffect(() => {
    if (!isReadable(file)) return;
    let wanted = true;
    import("./highlight.ts").then(
      ({ highlight }) => {
        if (wanted) setTokens(highlight(file));
      },
      // Text without colours is still the whole text.
      () => setTokens(null),
    );
    return () => {
      wanted = false;
    };
  }, [file]);
  return tokens;
}

function isReadable(file: PatchFile): boolean {
  const last = file.hunks.at(-1);
  if (!last || lineCount(file) > MAX_LINES) return false;
  if (Math.max(last.oldStart + last.oldLines, last.newStart + last.newLines) > MAX_LINE_NUMBER) return false;
  return file.hunks.every(({ changes }) => changes.every(({ content }) => content.length <= MAX_LINE_LENGTH));
}
