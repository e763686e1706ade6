import { ShieldAlert, ShieldCheck } from "lucide-react";
import type { CheckpointDetailBody, RecordBody } from "../../workers/domain/bodies.ts";
import { Button } from "./button.tsx";
import { bytes, exactTime } from "./durations.ts";
import { Ago } from "./relative-time.tsx";
import { useSandboxCommand } from "./use-sandbox-command.ts";

const REASONS: Readonly<Record<string, string>> = {
  manual: "Saved by hand",
  teardown: "Saved before teardown",
  periodic: "Saved in the background",
  export: "Saved for an export",
};

interface CheckpointRowProps {
  checkpoint: CheckpointDetailBody;
  record: RecordBody;
  mayChange: boolean;
}

export function CheckpointRow({ checkpoint, record, mayChange }: CheckpointRowProps) {
  const latest = record.checkpoint?.checkpoint_id === checkpoint.checkpoint_id;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-52">
        <p className="font-medium" title={exactTime(checkpoint.created_at)}>
          {REASONS[checkpoint.reason] ?? "Saved"}, <Ago at={checkpoint.created_at} />
          {latest ? <span className="ml-2 text-muted text-xs">latest</span> : null}
        </p>
        <p className="mt-0.5 truncate text-muted text-xs">
          {bytes(checkpoint.size_bytes)} · {checkpoint.file_count}{" "}
          {checkpoint.file_count === 1 ? "file" : "files"}
          {checkpoint.commit ? ` · at ${checkpoint.commit.slice(0, 8)}` : ""} · sha256{" "}
          <span className="font-mono" title={checkpoint.content_sha256}>
            {checkpoint.content_sha256.slice(0, 12)}
          </span>
        </p>
      </div>
      {checkpoint.verified ? (
        <span className="inline-flex items-center gap-1.5 text-ok text-xs">
          <ShieldCheck className="size-4" aria-hidden /> Verified
        </span>
      ) : (
        <span className="inline-flex items-center gap-1.5 text-warn text-xs">
          <ShieldAlert className="size-4" aria-hidden /> Not verified
        </span>
      )}
      {mayChange ? <RestoreButton checkpoint={checkpoint} record={record} /> : null}
    </li>
  );
}

/** Offered where bringing it back loses nothing: on an archive, or where nothing could be started. */
function RestoreButton({ checkpoint, record }: { checkpoint: CheckpointDetailBody; record: RecordBody }) {
  const command = useSandboxCommand(record.name);
  if (record.state !== "destroyed" && record.state !== "error") return null;
  const blocked = record.operation !== null || command.busyWith !== null || !checkpoint.verified;
  return (
    <command.Form method="post" action={command.action}>
      <input type="hidden" name="checkpoint_id" value={checkpoint.checkpoint_id} />
      <Button
        type="submit"
        name="intent"
        value="resume"
        size="small"
        aria-disabled={blocked || undefined}
        onClick={(event) => {
          if (blocked) event.preventDefault();
        }}
      >
        Resume from this
      </Button>
    </command.Form>
  );
}
