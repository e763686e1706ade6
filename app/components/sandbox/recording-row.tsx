import { Download, Play } from "lucide-react";
import type { RecordingBody } from "../../../workers/domain/sandbox/bodies.ts";
import { ButtonLink } from "../controls/button.tsx";
import { exactTime } from "../controls/durations.ts";
import { Ago } from "../controls/relative-time.tsx";
import { Chip } from "../controls/state-chip.tsx";
import { ConfirmButton } from "./confirm-button.tsx";
import { recordingEnd, recordingFacts, recordingFileName, recordingStatus } from "./recording-words.ts";

interface RecordingRowProps {
  sandbox: string;
  item: RecordingBody;
  mayChange: boolean;
}

export function RecordingRow({ sandbox, item, mayChange }: RecordingRowProps) {
  const { tone, words, moving } = recordingStatus(item);
  const end = recordingEnd(item);
  const subject = `the recording of ${item.title}, ${exactTime(item.started_at)}`;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-64">
        <p className="break-words font-medium">
          {item.title}, <Ago at={item.started_at} />
        </p>
        <p className="mt-0.5 text-muted text-xs">
          {recordingFacts(item)}
          {end ? ` · ${end}` : ""}
        </p>
      </div>
      <Chip tone={tone} moving={moving}>
        {words}
      </Chip>
      <div className="flex flex-wrap gap-1.5">
        <ButtonLink
          to={`/sandboxes/${sandbox}/recordings/${item.recording_id}`}
          size="small"
          prefetch="intent"
          aria-label={`Play ${subject}`}
        >
          <Play className="size-3.5" aria-hidden /> Play
        </ButtonLink>
        <RecordingDownload sandbox={sandbox} item={item} label={`Download ${subject}`} />
        <ConfirmButton
          sandbox={sandbox}
          words="Delete"
          subject={subject}
          blocked={deletionBlocked(item, mayChange)}
          intent="delete_recording"
          fields={{ recording_id: item.recording_id }}
        >
          Nobody can play or download it any more. It can’t be undone.
        </ConfirmButton>
      </div>
    </li>
  );
}

function deletionBlocked({ status }: RecordingBody, mayChange: boolean): string | null {
  if (!mayChange) return "Only its owner or an admin can delete it.";
  return status === "recording" ? "It is being recorded. Switch recording off, or close the shell." : null;
}

interface RecordingDownloadProps {
  sandbox: string;
  item: RecordingBody;
  label?: string;
}

/** The asciicast file; of one that is still recorded, as far as it is. */
export function RecordingDownload({ sandbox, item, label }: RecordingDownloadProps) {
  return (
    <a
      href={new URL(item.download_url).pathname}
      download={recordingFileName(sandbox, item)}
      aria-label={label}
      className="inline-flex h-7 items-center gap-1.5 rounded-md border border-edge bg-surface px-2 font-medium text-xs hover:bg-hover"
    >
      <Download className="size-3.5" aria-hidden /> Download
    </a>
  );
}
