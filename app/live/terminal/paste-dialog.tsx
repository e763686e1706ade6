import { Button } from "~/components/controls/button.tsx";
import { Dialog } from "~/components/controls/dialog.tsx";
import { changePreferences } from "../preferences/terminal-preferences.ts";
import { asOneLine } from "./paste.ts";
import { type PasteQuestion, removedWords } from "./use-paste.ts";
import { visibleText } from "./visible-text.ts";

/** Longest text that is shown whole, characters. */
const SHOWN = 20_000;

interface PasteDialogProps {
  question: PasteQuestion;
  /** The text to paste, or null to leave it. */
  onAnswer: (text: string | null) => void;
}

/** Several lines are about to run, one after the other: a person looks at them first. */
export function PasteDialog({
  question: { text, original, lines, removed, reason },
  onAnswer,
}: PasteDialogProps) {
  const shown = visibleText(original.replace(/\r\n?/g, "\n"));
  return (
    <Dialog
      title={lines === 1 ? "Paste and run this line?" : `Paste ${lines} lines?`}
      wide
      onClose={() => onAnswer(null)}
    >
      <p>
        {reason === "runs_lines"
          ? `The program takes what is pasted as if it were typed: ${lines === 1 ? "the line runs" : "each line runs"} at once.`
          : "The text holds characters that a terminal takes for keys."}
        {removed > 0 ? ` ${removedWords(removed)} found; they are shown here and left out.` : null}
      </p>
      <textarea
        readOnly
        aria-label="The text"
        rows={Math.min(12, Math.max(3, lines + 1))}
        value={shown.length > SHOWN ? `${shown.slice(0, SHOWN)}\n…` : shown}
        spellCheck={false}
        className="w-full resize-y rounded-md border border-edge bg-terminal p-2.5 font-mono text-xs whitespace-pre"
      />
      <form method="dialog" className="flex flex-wrap items-center gap-2">
        <label className="mr-auto flex items-center gap-2 text-muted">
          <input
            type="checkbox"
            onChange={(event) => changePreferences({ warnOnPaste: !event.target.checked })}
          />
          Don’t ask again
        </label>
        <Button type="submit" look="quiet">
          Cancel
        </Button>
        {asOneLine(text) === text ? null : (
          <Button onClick={() => onAnswer(asOneLine(text))}>
            {lines === 1 ? "Paste without running" : "Paste as one line"}
          </Button>
        )}
        <Button look="primary" autoFocus onClick={() => onAnswer(text)}>
          Paste
        </Button>
      </form>
    </Dialog>
  );
}
