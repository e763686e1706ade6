import type { RecordBody } from "../../workers/domain/bodies.ts";
import { Button } from "./button.tsx";
import { Ago } from "./relative-time.tsx";
import { useSandboxCommand } from "./use-sandbox-command.ts";

/** Starts an archive: of the last checkpoint, or of the workspace as it is now. Says why where it can't. */
export function NewExport({ record, mayChange }: { record: RecordBody; mayChange: boolean }) {
  const command = useSandboxCommand(record.name);
  const why = blockedBecause(record, mayChange);
  const live = record.state === "running" || record.state === "completed";
  const offer = (source: "checkpoint" | "live", label: string, possible: boolean) => (
    <command.Form method="post" action={command.action}>
      <input type="hidden" name="source" value={source} />
      <Button
        type="submit"
        name="intent"
        value="export"
        aria-disabled={why !== null || !possible || command.busyWith !== null || undefined}
        aria-describedby="export-note"
        onClick={(event) => {
          if (why !== null || !possible || command.busyWith !== null) event.preventDefault();
        }}
      >
        {label}
      </Button>
    </command.Form>
  );
  return (
    <div className="flex flex-wrap items-center gap-2">
      {offer("checkpoint", "Export last checkpoint", record.checkpoint !== null)}
      {offer("live", "Export as it is now", live)}
      <p id="export-note" className="text-muted text-xs">
        {why ??
          (record.checkpoint ? (
            <>
              The last checkpoint was saved <Ago at={record.checkpoint.created_at} />.
            </>
          ) : (
            "There is no checkpoint yet."
          ))}
      </p>
    </div>
  );
}

function blockedBecause(record: RecordBody, mayChange: boolean): string | null {
  if (!mayChange) return "Only its owner or an admin can export it.";
  if (record.operation) return "Wait until the running operation has ended.";
  if (["running", "completed", "destroyed"].includes(record.state)) return null;
  return "It can be exported while it runs, is completed, or is archived.";
}
