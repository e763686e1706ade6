import { useState } from "react";
import type { Profile } from "../../../workers/domain/policy/profiles.ts";
import type { CheckpointDetailBody, RecordBody } from "../../../workers/domain/sandbox/bodies.ts";
import { Button, SubmitButton } from "../controls/button.tsx";
import { bytes } from "../controls/durations.ts";
import { SelectField, TextField } from "../controls/field.tsx";
import { fieldError, RefusalNote } from "../controls/refusal-note.tsx";
import { Ago } from "../controls/relative-time.tsx";
import { useSandboxCommand } from "../sandbox/use-sandbox-command.ts";
import { useLaunchChecks } from "./use-launch-checks.ts";

/** What the form begins with. */
export interface ForkOffer {
  readonly checkpoint: CheckpointDetailBody;
  readonly name: string;
  readonly profiles: readonly Pick<Profile, "name" | "description">[];
}

interface ForkFormProps {
  record: RecordBody;
  offer: ForkOffer;
  onCancel?: () => void;
}

/** A second sandbox from a checkpoint of this one, which stays as it is. */
export function ForkForm({ record, offer: { checkpoint, name, profiles }, onCancel }: ForkFormProps) {
  const command = useSandboxCommand(record.name);
  const { checks, ask } = useLaunchChecks();
  const [typed, setTyped] = useState(name);
  const refusal = command.refused === "fork" ? command.refusal : null;
  const free = checks?.name.normalised && !checks.name.problem ? checks.name.normalised : null;
  return (
    <command.Form
      method="post"
      action={command.action}
      className="grid gap-4"
      onChange={(event) => ask(event.currentTarget)}
    >
      <input type="hidden" name="checkpoint_id" value={checkpoint.checkpoint_id} />
      {/* The check of the name says then what is in the way of a fork. */}
      <input type="hidden" name="purpose" value="fork" />
      <p>
        A new sandbox that begins with the files saved <Ago at={checkpoint.created_at} /> (
        {bytes(checkpoint.size_bytes)}). {record.name} and its checkpoints stay as they are.
      </p>
      <RefusalNote refusal={refusal?.field ? null : refusal} />
      <TextField
        label="Name"
        name="name"
        required
        defaultValue={name}
        onInput={(event) => setTyped(event.currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
        autoCapitalize="none"
        maxLength={200}
        error={checks?.name.problem ?? fieldError(refusal, "name") ?? fieldError(refusal, "new_name")}
        status={free === null ? null : free === typed ? "Free" : `Free, as ${free}`}
      />
      <SelectField
        label="Size"
        name="profile"
        defaultValue={record.profile}
        error={fieldError(refusal, "profile")}
        hint="Its processes, its command and its environment are not copied: files alone."
      >
        {profiles.map((profile) => (
          <option key={profile.name} value={profile.name}>
            {profile.name}: {profile.description}
          </option>
        ))}
      </SelectField>
      <div className="flex justify-end gap-2">
        {onCancel ? <Button onClick={onCancel}>Cancel</Button> : null}
        <SubmitButton name="intent" value="fork" busy={command.busyWith === "fork"} busyLabel="Forking…">
          Fork
        </SubmitButton>
      </div>
    </command.Form>
  );
}
