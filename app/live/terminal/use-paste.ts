import { useEffect, useState } from "react";
import { showToast } from "~/components/controls/toast.ts";
import { readPreferences } from "../preferences/terminal-preferences.ts";
import { judgePaste, type PasteVerdict } from "./paste.ts";
import type { TerminalHandle, TerminalState } from "./use-terminal.ts";

export type PasteQuestion = Extract<PasteVerdict, { kind: "ask" }>;

/**
 * Everything that is pasted into a terminal goes through here: by key, menu, middle button or the key bar. What a
 * person should look at first is in `question` until `answer` is called, with null for "leave it".
 */
export function usePaste(handle: TerminalHandle | null, { readOnly }: Pick<TerminalState, "readOnly">) {
  const [question, setQuestion] = useState<PasteQuestion | null>(null);

  const paste = (pasted: string) => {
    if (!handle || readOnly) return;
    const { terminal } = handle.screen;
    const bracketed = terminal.modes.bracketedPasteMode;
    const verdict = judgePaste(pasted, { bracketed, warn: readPreferences().warnOnPaste });
    switch (verdict.kind) {
      case "nothing":
        return;
      case "paste":
        terminal.paste(verdict.text);
        if (verdict.removed > 0) showToast(`${removedWords(verdict.removed)} left out.`);
        return;
      case "ask":
        setQuestion(verdict);
        return;
      case "too_large":
        showToast(
          `That is ${(verdict.bytes / 1024 / 1024).toFixed(1)} MiB; a terminal takes 1 MiB at once. Save it in a file of the sandbox instead.`,
          { tone: "bad" },
        );
        return;
      default:
        verdict satisfies never;
    }
  };

  useEffect(() => {
    const { element } = handle?.screen.terminal ?? {};
    if (!element) return;
    const intercept = (event: ClipboardEvent) => {
      event.preventDefault();
      event.stopPropagation();
      paste(event.clipboardData?.getData("text/plain") ?? "");
    };
    // Before the terminal's own listeners, which are on elements inside of this one.
    element.addEventListener("paste", intercept, true);
    return () => element.removeEventListener("paste", intercept, true);
  });

  const answer = (text: string | null) => {
    setQuestion(null);
    const { terminal } = handle?.screen ?? {};
    if (text !== null) terminal?.paste(text);
    terminal?.focus();
  };
  return { question, answer, paste };
}

/** "3 control characters were" */
export function removedWords(count: number): string {
  return count === 1 ? "1 control character was" : `${count} control characters were`;
}
