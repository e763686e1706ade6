import { useState } from "react";
import type { RecordBody } from "../../../workers/domain/sandbox/bodies.ts";
import { exactTime } from "../controls/durations.ts";
import { TextField } from "../controls/field.tsx";
import { ReasonedButton } from "../controls/reasoned-button.tsx";
import { fieldError, RefusalNote } from "../controls/refusal-note.tsx";
import { Until } from "../controls/relative-time.tsx";
import { lockedBy } from "../sandbox/operation-words.ts";
import { useSandboxCommand } from "../sandbox/use-sandbox-command.ts";

/** How long an archive is kept, and the way to end it at once. */
export function ArchiveEnd({ record, mayChange }: { record: RecordBody; mayChange: boolean }) {
  const { archive_expires_at } = record;
  return (
    <div className="panel flex flex-wrap items-start justify-between gap-x-6 gap-y-3 p-4">
      <p className="min-w-0 flex-1 basis-72">
        {archive_expires_at ? (
          <>
            This archive is kept for another <Until at={archive_expires_at} />, until{" "}
            {exactTime(archive_expires_at)}. Then its checkpoints, exports, recordings and timeline are
            deleted.
          </>
        ) : (
          "This archive is kept until somebody deletes it."
        )}{" "}
        <span className="text-muted">Resuming it keeps it.</span>
      </p>
      <details className="max-w-sm flex-1 basis-64 rounded-lg border border-line px-3 py-2 open:pb-3">
        <summary className="rounded text-muted hover:text-text">Delete it for good…</summary>
        <PurgeForm record={record} mayChange={mayChange} />
      </details>
    </div>
  );
}

/** Asks for the name, because everything is lost. Without JavaScript the server checks it alone. */
function PurgeForm({ record, mayChange }: { record: RecordBody; mayChange: boolean }) {
  const command = useSandboxCommand(record.name);
  const [typed, setTyped] = useState<string | null>(null);
  const refusal = command.refused === "purge" ? command.refusal : null;
  const busy = command.busyWith === "purge";
  const locked = mayChange ? lockedBy(record.operation) : "Only its owner or an admin can delete it.";
  const unconfirmed = typed !== null && typed !== record.name ? "Type its name first." : null;
  return (
    <command.Form method="post" action={command.action} className="grid gap-3 pt-3">
      <p>Every checkpoint and export, its timeline, and its name. It can’t be undone.</p>
      <RefusalNote refusal={refusal?.field === "confirm" ? null : refusal} />
      <TextField
        label={
          <>
            Type <code className="font-mono">{record.name}</code> to confirm
          </>
        }
        name="confirm"
        required
        autoComplete="off"
        spellCheck={false}
        autoCapitalize="none"
        onInput={(event) => setTyped(event.currentTarget.value)}
        error={fieldError(refusal, "confirm")}
      />
      <div>
        <ReasonedButton
          type="submit"
          name="intent"
          value="purge"
          look="danger"
          blocked={locked ?? unconfirmed}
          aria-disabled={busy || undefined}
        >
          {busy ? "Deleting…" : "Delete for good"}
        </ReasonedButton>
      </div>
    </command.Form>
  );
}
