import { X } from "lucide-react";
import { useState } from "react";
import { IconButton } from "~/components/controls/button.tsx";
import type { BadLine, Recording } from "./recording.ts";

interface RecordingNotesProps {
  problem: string | null;
  recording: Recording | null;
  loading: boolean;
}

/** Over the upper edge of the screen: what could not be read of a recording. */
export function RecordingNotes({ problem, recording, loading }: RecordingNotesProps) {
  const [closed, setClosed] = useState(false);
  const bad = loading ? [] : (recording?.badLines ?? []);
  if (closed || (!problem && bad.length === 0)) return null;
  return (
    <div
      role="status"
      className="absolute inset-x-3 top-3 flex items-start justify-between gap-2 rounded-lg border border-current bg-raised px-3 py-2 text-warn shadow-lg"
    >
      <div className="grid min-w-0 gap-1 text-text">
        {problem ? <p>{problem}</p> : null}
        {recording && bad.length > 0 ? <BadLines count={recording.badLineCount} lines={bad} /> : null}
      </div>
      {recording ? (
        <IconButton label="Close this note" className="-my-1" onClick={() => setClosed(true)}>
          <X className="size-4" aria-hidden />
        </IconButton>
      ) : null}
    </div>
  );
}

function BadLines({ count, lines }: { count: number; lines: readonly BadLine[] }) {
  return (
    <details>
      <summary>
        {count === 1 ? "One line of the file" : `${count} lines of the file`} could not be read, and{" "}
        {count === 1 ? "is" : "are"} left out.
      </summary>
      <ul className="mt-1 max-h-32 overflow-auto text-muted text-xs">
        {lines.map(({ line, problem }) => (
          <li key={line}>
            Line {line}: {problem}
          </li>
        ))}
        {count > lines.length ? <li>And {count - lines.length} more.</li> : null}
      </ul>
    </details>
  );
}
