import type { RecordBody } from "../../../workers/domain/sandbox/bodies.ts";
import { SubmitButton } from "../controls/button.tsx";
import { RadioCard } from "../controls/field.tsx";
import { RefusalNote } from "../controls/refusal-note.tsx";
import { useSandboxCommand } from "../sandbox/use-sandbox-command.ts";

/** Who of the team sees it. Whoever loses sight of it is cut off at once. */
export function VisibilityForm({ record }: { record: RecordBody }) {
  const command = useSandboxCommand(record.name);
  const refusal = command.refused === "change_visibility" ? command.refusal : null;
  return (
    <command.Form
      // What somebody else has chosen meanwhile is shown as it is.
      key={record.visibility}
      method="post"
      action={command.action}
      className="panel grid gap-3 p-4"
    >
      <h3 id="visibility-title" className="font-medium">
        Who of the team sees it
      </h3>
      <RefusalNote refusal={refusal} />
      <div role="radiogroup" aria-labelledby="visibility-title" className="grid gap-2 sm:grid-cols-2">
        <RadioCard
          name="visibility"
          value="team"
          defaultChecked={record.visibility === "team"}
          title="The team"
          detail="Everybody sees it and may watch. Only its owner and admins act on it."
        />
        <RadioCard
          name="visibility"
          value="private"
          defaultChecked={record.visibility === "private"}
          title="Private"
          detail="Its owner and the team’s admins alone. For everybody else it is not there. Share links go on."
        />
      </div>
      <div>
        <SubmitButton
          look="outline"
          name="intent"
          value="change_visibility"
          busy={command.busyWith === "change_visibility"}
          busyLabel="Changing…"
        >
          Change
        </SubmitButton>
      </div>
    </command.Form>
  );
}
