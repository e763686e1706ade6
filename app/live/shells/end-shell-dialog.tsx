import { Button } from "~/components/controls/button.tsx";
import { Dialog } from "~/components/controls/dialog.tsx";
import { titleWords } from "../terminal/visible-text.ts";

interface EndShellDialogProps {
  /** What runs in it. */
  program: string;
  onAnswer: (end: boolean) => void;
}

/** Ending a shell ends what runs in it: asked when that is more than the shell itself. */
export function EndShellDialog({ program, onAnswer }: EndShellDialogProps) {
  return (
    <Dialog title="End this shell?" onClose={() => onAnswer(false)}>
      <p>
        <code className="font-mono">{titleWords(program) ?? "A program"}</code> is running in it and ends too,
        for everybody who is in this shell. What it has not saved is lost.
      </p>
      <form method="dialog" className="flex justify-end gap-2">
        <Button type="submit" look="quiet">
          Cancel
        </Button>
        <Button look="danger" onClick={() => onAnswer(true)}>
          End it
        </Button>
      </form>
    </Dialog>
  );
}
