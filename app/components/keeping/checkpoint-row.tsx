import { ShieldAlert, ShieldCheck } from "lucide-react";
import type { CheckpointDetailBody, RecordBody } from "../../../workers/domain/sandbox/bodies.ts";
import { bytes, exactTime } from "../controls/durations.ts";
import { ReasonedButton } from "../controls/reasoned-button.tsx";
import { Ago } from "../controls/relative-time.tsx";
import { ForkButton } from "../launch/fork-button.tsx";
import { ConfirmButton } from "../sandbox/confirm-button.tsx";
import { lockedBy } from "../sandbox/operation-words.ts";
import { useSandboxCommand } from "../sandbox/use-sandbox-command.ts";

const REASONS: Readonly<Record<string, string>> = {
  manual: "Saved by hand",
  teardown: "Saved before teardown",
  periodic: "Saved in the background",
};

interface CheckpointRowProps {
  checkpoint: CheckpointDetailBody;
  record: RecordBody;
  mayChange: boolean;
  mayFork: boolean;
}

export function CheckpointRow({ checkpoint, record, mayChange, mayFork }: CheckpointRowProps) {
  const { checkpoint_id, created_at, verified } = checkpoint;
  const current = record.checkpoint?.checkpoint_id === checkpoint_id;
  const locked = mayChange ? lockedBy(record.operation) : "Only its owner or an admin can do this.";
  const subject = `the checkpoint of ${exactTime(created_at)}`;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium" title={exactTime(created_at)}>
          {REASONS[checkpoint.reason] ?? "Saved"}, <Ago at={created_at} />
        </p>
        <p className="mt-0.5 text-muted text-xs sm:truncate">
          {bytes(checkpoint.size_bytes)} · {checkpoint.file_count}{" "}
          {checkpoint.file_count === 1 ? "file" : "files"}
          {checkpoint.commit ? ` · at ${checkpoint.commit.slice(0, 8)}` : ""} · sha256{" "}
          <span className="font-mono" title={checkpoint.content_sha256}>
            {checkpoint.content_sha256.slice(0, 12)}
          </span>
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {current ? <span className="text-muted text-xs">A resume restores this one</span> : null}
        {verified ? (
          <span className="inline-flex items-center gap-1.5 text-ok text-xs">
            <ShieldCheck className="size-4" aria-hidden /> Verified
          </span>
        ) : (
          <span className="inline-flex items-center gap-1.5 text-warn text-xs">
            <ShieldAlert className="size-4" aria-hidden /> Not verified
          </span>
        )}
      </div>
      <div className="flex flex-wrap gap-1.5">
        <RestoreButton checkpoint={checkpoint} record={record} locked={locked} subject={subject} />
        <ForkButton
          sandbox={record.name}
          checkpoint_id={checkpoint_id}
          subject={subject}
          blocked={forkBlocked(mayFork, verified)}
        />
        <ConfirmButton
          sandbox={record.name}
          words="Delete"
          subject={subject}
          blocked={
            locked ??
            (current ? "A resume restores this one. Save again; then this one can be deleted." : null)
          }
          intent="delete_checkpoint"
          fields={{ checkpoint_id }}
        >
          Its files are deleted from storage. It can’t be undone.
        </ConfirmButton>
      </div>
    </li>
  );
}

function forkBlocked(mayFork: boolean, verified: boolean): string | null {
  if (!mayFork) return "You may not fork this sandbox.";
  return verified ? null : "It is not verified, so nothing is started from it.";
}

interface RestoreButtonProps {
  checkpoint: CheckpointDetailBody;
  record: RecordBody;
  locked: string | null;
  subject: string;
}

/** Possible where bringing it back loses nothing: on an archive, or where nothing could be started. */
function RestoreButton({ checkpoint, record, locked, subject }: RestoreButtonProps) {
  const command = useSandboxCommand(record.name);
  const at_rest = record.state === "destroyed" || record.state === "error";
  const blocked =
    locked ??
    (!at_rest
      ? "It runs. Tear it down first, which saves it, then resume from here; or fork this checkpoint."
      : checkpoint.verified
        ? null
        : "It is not verified, so nothing is restored from it.");
  return (
    <command.Form method="post" action={command.action}>
      <input type="hidden" name="checkpoint_id" value={checkpoint.checkpoint_id} />
      <ReasonedButton
        type="submit"
        name="intent"
        value="resume"
        size="small"
        blocked={blocked}
        aria-label={`Resume from ${subject}`}
        aria-disabled={command.busyWith !== null || undefined}
      >
        Resume from this
      </ReasonedButton>
    </command.Form>
  );
}
