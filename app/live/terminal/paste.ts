/** What becomes of pasted text: most goes to the program at once, some only after a person has looked at it. */

/** As much as a terminal takes at once (docs/protocol.md), UTF-8. */
export const PASTE_LIMIT_BYTES = 1024 * 1024;

export interface PasteSituation {
  /** The program asked to be told of pastes (bracketed paste), so it does not run them line by line. */
  readonly bracketed: boolean;
  readonly warn: boolean;
}

export type PasteVerdict =
  | { readonly kind: "nothing" }
  | { readonly kind: "paste"; readonly text: string; readonly removed: number }
  | {
      readonly kind: "ask";
      readonly text: string;
      readonly lines: number;
      /** Control characters that are left out of `text`. */
      readonly removed: number;
      readonly reason: "runs_lines" | "held_controls";
      /** As it came, to be shown. */
      readonly original: string;
    }
  | { readonly kind: "too_large"; readonly bytes: number };

/**
 * Control characters other than tabs and line breaks are never pasted: a terminal takes them for keys. Asks before
 * several lines go to a program that runs each as it comes, and before lines out of which such characters were taken.
 */
export function judgePaste(pasted: string, { bracketed, warn }: PasteSituation): PasteVerdict {
  const { text, removed } = withoutControls(pasted);
  if (text === "") return { kind: "nothing" };
  const bytes = new TextEncoder().encode(text).byteLength;
  if (bytes > PASTE_LIMIT_BYTES) return { kind: "too_large", bytes };
  const lines = text.replace(/\n$/, "").split("\n").length;
  const breaks = text.includes("\n");
  const reason = bracketed
    ? lines > 1 && removed > 0
      ? "held_controls"
      : null
    : breaks
      ? "runs_lines"
      : null;
  if (!warn || reason === null) return { kind: "paste", text, removed };
  return { kind: "ask", text, lines, removed, reason, original: pasted };
}

/** Line breaks of every kind become one; all else that is no text goes. */
export function withoutControls(pasted: string): { text: string; removed: number } {
  // The marks around a paste go whole, and first: what is left of them would be typed.
  const unmarked = stripMarks(pasted).replace(/\r\n?|\u2028|\u2029|\u0085/g, "\n");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  const text = unmarked.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "");
  const marks = (pasted.match(MARK) ?? []).length;
  return { text, removed: marks + (unmarked.length - text.length) };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the marks begin with one
const MARK = /(?:\u001b\[|\u009b)20[01]~/g;

/** Until none is left: taking one out may make another of what was around it. */
function stripMarks(text: string): string {
  const stripped = text.replace(MARK, "");
  return stripped === text ? text : stripMarks(stripped);
}

/** For a shell that runs each line as it comes: the lines in a row, so that nothing runs before Enter. */
export function asOneLine(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ");
}
