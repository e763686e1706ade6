import { Download } from "lucide-react";
import type { ExportBody } from "../../workers/domain/bodies.ts";
import { bytes } from "./durations.ts";
import { Ago } from "./relative-time.tsx";
import { Chip } from "./state-chip.tsx";

const STATUS = {
  running: { tone: "busy", words: "Exporting" },
  succeeded: { tone: "ok", words: "Ready" },
  failed: { tone: "bad", words: "Failed" },
} as const;

export function ExportRow({ item }: { item: ExportBody }) {
  const status = STATUS[item.status];
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-52">
        <p className="font-medium">
          <span className="capitalize">{item.kind}</span>{" "}
          {item.source === "live" ? "of the running workspace" : "of a checkpoint"},{" "}
          <Ago at={item.requested_at} />
        </p>
        {item.error ? (
          <p className="mt-0.5 text-bad text-xs">
            {item.error.message} {item.error.next_step}
          </p>
        ) : (
          <p className="mt-0.5 truncate text-muted text-xs">
            {item.size_bytes === null ? "size not known yet" : bytes(item.size_bytes)}
            {item.content_sha256 ? (
              <>
                {" · sha256 "}
                <span className="font-mono" title={item.content_sha256}>
                  {item.content_sha256.slice(0, 12)}
                </span>
              </>
            ) : null}
          </p>
        )}
      </div>
      <Chip tone={status.tone} moving={item.status === "running"}>
        {status.words}
      </Chip>
      {item.download_url ? (
        <a
          href={new URL(item.download_url).pathname}
          download
          className="inline-flex h-7 items-center gap-1.5 rounded-md border border-edge bg-surface px-2 font-medium text-xs hover:bg-hover"
        >
          <Download className="size-3.5" aria-hidden /> Download
        </a>
      ) : null}
    </li>
  );
}
