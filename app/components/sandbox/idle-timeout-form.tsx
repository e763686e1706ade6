import type { RecordBody } from "../../../workers/domain/sandbox/bodies.ts";
import { SubmitButton } from "../controls/button.tsx";
import { TextField } from "../controls/field.tsx";
import { fieldError, RefusalNote } from "../controls/refusal-note.tsx";
import { useSandboxCommand } from "./use-sandbox-command.ts";

/** The owner's own idle time, within the team's bounds; empty goes back to the policy's. */
export function IdleTimeoutForm({ record, mayChange }: { record: RecordBody; mayChange: boolean }) {
  const command = useSandboxCommand(record.name);
  const refusal = command.refused === "change_idle_timeout" ? command.refusal : null;
  const minutes = record.idle_timeout_minutes;
  return (
    <command.Form
      key={minutes}
      method="post"
      action={command.action}
      className="panel grid max-w-xl gap-3 p-5"
    >
      <RefusalNote refusal={refusal?.field ? null : refusal} />
      <TextField
        label="Its own idle time, in minutes"
        name="idle_timeout_minutes"
        type="number"
        inputMode="numeric"
        min={0}
        defaultValue={minutes ?? ""}
        placeholder="the team’s policy"
        disabled={!mayChange}
        hint={
          mayChange
            ? "It is saved and archived when nothing happens for that long. Empty: as the policy says; 0: as long as the policy allows."
            : "Only its owner or an admin can change it."
        }
        error={fieldError(refusal, "idle_timeout_minutes")}
      />
      {mayChange ? (
        <div>
          <SubmitButton
            look="outline"
            name="intent"
            value="change_idle_timeout"
            busy={command.busyWith === "change_idle_timeout"}
            busyLabel="Changing…"
          >
            Change
          </SubmitButton>
        </div>
      ) : null}
    </command.Form>
  );
}
