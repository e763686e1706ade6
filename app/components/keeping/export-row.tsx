import { Download, FileDiff } from "lucide-react";
import type { ExportBody, RecordBody } from "../../../workers/domain/sandbox/bodies.ts";
import { ButtonLink } from "../controls/button.tsx";
import { exactTime } from "../controls/durations.ts";
import { Ago } from "../controls/relative-time.tsx";
import { Chip } from "../controls/state-chip.tsx";
import { ConfirmButton } from "../sandbox/confirm-button.tsx";
import { lockedBy } from "../sandbox/operation-words.ts";
import { exportFacts, exportTitle, webAddress } from "./export-words.ts";

const STATUS = {
  running: { tone: "busy", words: "Exporting" },
  succeeded: { tone: "ok", words: "Ready" },
  failed: { tone: "bad", words: "Failed" },
} as const;

interface ExportRowProps {
  item: ExportBody;
  record: RecordBody;
  mayChange: boolean;
}

export function ExportRow({ item, record, mayChange }: ExportRowProps) {
  const status = STATUS[item.status];
  const subject = `${exportTitle(item)}, ${exactTime(item.requested_at)}`;
  const locked = mayChange ? lockedBy(record.operation) : "Only its owner or an admin can delete it.";
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-64">
        <p className="break-words font-medium">
          {exportTitle(item)}, <Ago at={item.requested_at} />
        </p>
        {item.error ? (
          <p className="mt-0.5 text-bad text-xs">
            {item.error.message} {item.error.next_step}
          </p>
        ) : (
          <Facts item={item} />
        )}
      </div>
      <Chip tone={status.tone} moving={item.status === "running"}>
        {item.kind === "branch" && item.status === "succeeded" ? "Pushed" : status.words}
      </Chip>
      <div className="flex flex-wrap gap-1.5">
        {item.kind === "patch" && item.status === "succeeded" ? (
          <ButtonLink
            to={`/sandboxes/${record.name}/exports/${item.export_id}`}
            size="small"
            prefetch="intent"
            aria-label={`View ${subject}`}
          >
            <FileDiff className="size-3.5" aria-hidden /> View
          </ButtonLink>
        ) : null}
        {item.download_url ? <DownloadLink item={item} label={`Download ${subject}`} /> : null}
        {item.status === "running" ? null : (
          <ConfirmButton
            sandbox={record.name}
            words="Delete"
            subject={subject}
            blocked={locked}
            intent="delete_export"
            fields={{ export_id: item.export_id }}
          >
            {item.kind === "branch"
              ? "Only this line is deleted; the branch stays in its repository."
              : "Its download ends. Checkpoints stay."}
          </ConfirmButton>
        )}
      </div>
    </li>
  );
}

export function DownloadLink({ item, label }: { item: ExportBody; label?: string }) {
  return (
    <a
      href={new URL(item.download_url ?? "").pathname}
      download={item.file_name ?? true}
      aria-label={label}
      className="inline-flex h-7 items-center gap-1.5 rounded-md border border-edge bg-surface px-2 font-medium text-xs hover:bg-hover"
    >
      <Download className="size-3.5" aria-hidden /> Download
    </a>
  );
}

function Facts({ item }: { item: ExportBody }) {
  const facts = exportFacts(item);
  const page = webAddress(item.url);
  return (
    <p className="mt-0.5 text-muted text-xs sm:truncate">
      {item.status === "running" ? "Its size is known when it is done." : facts.join(" · ")}
      {item.url && !page ? ` · ${item.url}` : null}
      {page ? (
        <>
          {" · "}
          <a href={page} target="_blank" rel="noreferrer noopener" className="text-accent underline">
            {new URL(page).host}
          </a>
        </>
      ) : null}
      {item.content_sha256 ? (
        <>
          {" · sha256 "}
          <span className="font-mono" title={item.content_sha256}>
            {item.content_sha256.slice(0, 12)}
          </span>
        </>
      ) : null}
    </p>
  );
}
