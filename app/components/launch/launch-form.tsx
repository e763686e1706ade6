import { type KeyboardEvent, useState } from "react";
import { Form, useNavigation } from "react-router";
import type { Profile } from "../../../workers/domain/policy/profiles.ts";
import type { Refusal } from "../../../workers/domain/refusal.ts";
import { SubmitButton } from "../controls/button.tsx";
import { RadioCard, TextField } from "../controls/field.tsx";
import { Kbd } from "../controls/kbd.tsx";
import { fieldError, RefusalNote } from "../controls/refusal-note.tsx";
import { LaunchAdvanced } from "./launch-advanced.tsx";
import { LaunchSource, type TemplateChoice } from "./launch-source.tsx";
import { useLaunchChecks } from "./use-launch-checks.ts";

/** What the fields hold, as text; also what is given back after a refusal. */
export interface LaunchValues {
  readonly name: string;
  readonly source: string;
  readonly repository: string;
  readonly ref: string;
  readonly profile: string;
  readonly command: string;
  readonly env: readonly (readonly [string, string])[];
  readonly idle_timeout_minutes: string;
  readonly private: boolean;
}

interface LaunchFormProps {
  values: LaunchValues;
  /** One launch, however often the button is pressed. */
  idempotencyKey: string;
  profiles: readonly Pick<Profile, "name" | "description">[];
  templates: readonly TemplateChoice[];
  refusal: Refusal | null;
  /** What is to be said of the command that a link filled in, or could not. */
  commandNote: string | null;
}

const FIELDS = ["name", "repository", "ref", "template", "profile", "command", "env", "idle_timeout_minutes"];

export function LaunchForm({
  values,
  idempotencyKey,
  profiles,
  templates,
  refusal,
  commandNote,
}: LaunchFormProps) {
  const busy = useNavigation().state !== "idle";
  const { checks, ask } = useLaunchChecks();
  const [name, setName] = useState(values.name);
  const elsewhere = refusal && !(refusal.field && FIELDS.includes(refusal.field)) ? refusal : null;
  return (
    <Form
      method="post"
      action="/launch"
      className="grid max-w-2xl gap-6"
      onChange={(event) => ask(event.currentTarget)}
      onKeyDown={startOnCommandEnter}
    >
      <input type="hidden" name="idempotency_key" value={idempotencyKey} />
      <RefusalNote refusal={elsewhere} />
      <TextField
        label="Name"
        name="name"
        required
        defaultValue={values.name}
        onInput={(event) => setName(event.currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
        autoCapitalize="none"
        maxLength={200}
        error={checks?.name.problem ?? fieldError(refusal, "name")}
        status={nameStatus(name, checks?.name)}
      />
      <LaunchSource
        templates={templates}
        chosen={values.source}
        repository={values.repository}
        gitRef={values.ref}
        refusal={refusal}
        repositoryProblem={checks?.repository.problem ?? null}
        repositoryStatus={null}
      />
      <fieldset className="grid gap-2">
        <legend className="mb-1.5 font-medium">Size</legend>
        {profiles.map((profile) => (
          <RadioCard
            key={profile.name}
            name="profile"
            value={profile.name}
            defaultChecked={profile.name === values.profile}
            title={<span className="capitalize">{profile.name}</span>}
            detail={profile.description}
          />
        ))}
      </fieldset>
      <TextField
        label="Command"
        name="command"
        defaultValue={values.command}
        placeholder="none: work in its terminals"
        hint={`${commandNote ? `${commandNote} ` : ""}Runs once the sandbox is ready; when it exits, the sandbox is completed. Leave it empty to use the template’s.`}
        autoComplete="off"
        spellCheck={false}
        autoCapitalize="none"
        className="font-mono"
        error={fieldError(refusal, "command")}
      />
      <label className="flex items-start gap-2.5">
        <input
          type="checkbox"
          name="visibility"
          value="private"
          defaultChecked={values.private}
          className="mt-0.5 size-4"
        />
        <span>
          <span className="font-medium">Private</span>
          <span className="block text-muted text-xs">
            Only you and the team’s admins see it. You can change that later.
          </span>
        </span>
      </label>
      <LaunchAdvanced env={values.env} idleTimeout={values.idle_timeout_minutes} refusal={refusal} />
      <div className="flex items-center gap-3">
        <SubmitButton busy={busy} busyLabel="Launching…">
          Launch
        </SubmitButton>
        <span className="flex items-center gap-1.5 text-muted text-xs max-sm:hidden">
          or press <Kbd>Ctrl Enter</Kbd> anywhere on this page
        </span>
      </div>
    </Form>
  );
}

function nameStatus(
  typed: string,
  checked?: { normalised: string | null; problem: string | null },
): string | null {
  if (!checked || checked.problem || checked.normalised === null) return null;
  return checked.normalised === typed ? "Free" : `Free, as ${checked.normalised}`;
}

function startOnCommandEnter(event: KeyboardEvent<HTMLFormElement>) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.currentTarget.requestSubmit();
}
