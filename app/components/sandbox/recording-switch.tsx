import type { RecordBody } from "../../../workers/domain/sandbox/bodies.ts";
import { ReasonedButton } from "../controls/reasoned-button.tsx";
import { RefusalNote } from "../controls/refusal-note.tsx";
import { Chip } from "../controls/state-chip.tsx";
import { recordingRuleWords } from "./recording-words.ts";
import { useSandboxCommand } from "./use-sandbox-command.ts";

interface RecordingSwitchProps {
  record: RecordBody;
  mayChange: boolean;
}

/** Whether this sandbox's terminals are recorded, and switching it for who may. Works without JavaScript. */
export function RecordingSwitch({ record, mayChange }: RecordingSwitchProps) {
  const command = useSandboxCommand(record.name);
  const { on } = record.recording;
  const refusal = command.refused === "change_recording" ? command.refusal : null;
  return (
    <command.Form
      method="post"
      action={command.action}
      className="panel flex flex-wrap items-center justify-between gap-x-4 gap-y-3 p-4"
    >
      <RefusalNote refusal={refusal} />
      <div className="min-w-0 flex-1 basis-72">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 font-medium">
          {recordingRuleWords(record)}
          {on ? (
            <Chip tone="bad" moving>
              On
            </Chip>
          ) : null}
        </p>
        <p className="mt-0.5 text-muted text-xs">
          What programs print is kept with the sandbox. What people type is not, unless the program prints it.
        </p>
      </div>
      <input type="hidden" name="recording" value={on ? "off" : "on"} />
      <ReasonedButton
        type="submit"
        name="intent"
        value="change_recording"
        blocked={switchBlocked(record, mayChange)}
        aria-disabled={command.busyWith !== null || undefined}
      >
        {on ? "Stop recording" : "Record its terminals"}
      </ReasonedButton>
    </command.Form>
  );
}

function switchBlocked({ recording, state }: RecordBody, mayChange: boolean): string | null {
  if (!mayChange) return "Only its owner or an admin can change this.";
  if (recording.by === "policy") return "The team’s policy demands it. An admin can change the policy.";
  return state === "destroyed" ? "It is archived. Resume it first." : null;
}
