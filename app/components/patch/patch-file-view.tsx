import { ChevronRight } from "lucide-react";
import { Diff, Hunk } from "react-diff-view";
import { PatchCounts } from "./patch-counts.tsx";
import { lineCount, type PatchFile, patchFileNotes } from "./patch-file.ts";
import { shownPath } from "./shown-path.ts";
import { useHighlighting } from "./use-highlighting.ts";

interface PatchFileViewProps {
  /** Of its anchor. */
  id: string;
  file: PatchFile;
  split: boolean;
  open: boolean;
  onToggle: (open: boolean) => void;
}

const CHANGES = { added: "Added", deleted: "Deleted", modified: "", renamed: "Renamed", copied: "Copied" };

/** One file; its lines are drawn only while it is open. Content is always text. */
export function PatchFileView({ id, file, split, open, onToggle }: PatchFileViewProps) {
  const notes = patchFileNotes(file);
  const lines = lineCount(file);
  return (
    <details
      id={id}
      open={open}
      onToggle={(event) => {
        if (event.currentTarget.open !== open) onToggle(event.currentTarget.open);
      }}
      className="patch-file panel group scroll-mt-16 overflow-clip"
    >
      <summary className="sticky top-12 z-10 flex items-center gap-2 rounded-t-lg border-transparent border-b bg-surface px-3 py-2 hover:bg-hover focus-visible:-outline-offset-2 group-open:border-line">
        <ChevronRight
          className="size-4 shrink-0 text-muted motion-safe:transition-transform group-open:rotate-90"
          aria-hidden
        />
        <span className="min-w-0 flex-1 break-all font-mono text-xs">{shownPath(file.path)}</span>
        {CHANGES[file.change] ? <span className="text-muted text-xs">{CHANGES[file.change]}</span> : null}
        <PatchCounts file={file} />
      </summary>
      {notes.length > 0 ? (
        <ul className="grid gap-0.5 border-line border-b px-3 py-2 text-muted text-xs last:border-b-0">
          {notes.map((note) => (
            <li key={note}>{shownPath(note)}</li>
          ))}
        </ul>
      ) : null}
      {lines === 0 ? null : open ? (
        <Lines file={file} split={split} />
      ) : (
        <noscript>
          <p className="px-3 py-2 text-muted text-xs">
            {lines} lines. Download the patch to read them without JavaScript.
          </p>
        </noscript>
      )}
    </details>
  );
}

function Lines({ file, split }: { file: PatchFile; split: boolean }) {
  const tokens = useHighlighting(file);
  const oneSided = file.change === "added" || file.change === "deleted";
  return (
    <Diff
      diffType={file.change === "added" ? "add" : file.change === "deleted" ? "delete" : "modify"}
      viewType={split && !oneSided ? "split" : "unified"}
      hunks={[...file.hunks]}
      tokens={tokens}
    >
      {(hunks) => hunks.map((hunk) => <Hunk key={hunk.content} hunk={hunk} />)}
    </Diff>
  );
}
