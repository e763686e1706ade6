import { X } from "lucide-react";
import { IconButton } from "~/components/controls/button.tsx";
import { bytes as sizeWords } from "~/components/controls/durations.ts";
import { Note } from "./note.tsx";

/** How much output nobody will see any more, until its reader has taken note. */
export function LostNote({ bytes, onDismiss }: { bytes: number; onDismiss: () => void }) {
  return (
    <Note>
      <span>{sizeWords(bytes)} of output came while you were away and is no longer kept.</span>
      <IconButton label="Dismiss" onClick={onDismiss}>
        <X className="size-4" aria-hidden />
      </IconButton>
    </Note>
  );
}
