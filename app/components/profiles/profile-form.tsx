import { useState } from "react";
import { Form, useNavigation } from "react-router";
import type { PolicySettings } from "../../../workers/domain/policy/policy-settings.ts";
import { DESCRIPTION_MAX, IMAGES } from "../../../workers/domain/policy/profile-settings.ts";
import type { Refusal } from "../../../workers/domain/refusal.ts";
import { ButtonLink, SubmitButton } from "../controls/button.tsx";
import { SelectField, TextField } from "../controls/field.tsx";
import { fieldError, RefusalNote } from "../controls/refusal-note.tsx";
import { ProfileOverride } from "./profile-override.tsx";
import { type ProfileText, profileQuery } from "./profile-text.ts";
import { OVERRIDABLE } from "./profile-words.ts";

interface ProfileFormProps {
  text: ProfileText;
  /** What the fields held when the page was opened: only what differs is sent. */
  opened: ProfileText;
  /** What the form stands against once somebody was told of a clash: saving again sets what they changed. */
  found?: ProfileText | null;
  team: PolicySettings;
  refusal: Refusal | null;
  /** A name is chosen once: sandboxes are found by it. */
  isNew: boolean;
}

const FIELDS = [
  "name",
  "description",
  "cpus",
  "memory_gb",
  "disk_gb",
  "pids",
  "image",
  ...OVERRIDABLE,
] as string[];

export function ProfileForm({ text, opened, found, team, refusal, isNew }: ProfileFormProps) {
  const busy = useNavigation().state !== "idle";
  // The page's data may be loaded again behind the form; its fields stay what they were.
  const [before] = useState(opened);
  const error = (field: string) => fieldError(refusal, field);
  return (
    <Form method="post" className="grid max-w-3xl gap-6">
      <input type="hidden" name="opened" value={profileQuery(found ?? before)} />
      <RefusalNote refusal={refusal?.field && FIELDS.includes(refusal.field) ? null : refusal} />
      {isNew ? (
        <TextField
          label="Name"
          name="name"
          required
          maxLength={50}
          defaultValue={text.name}
          autoComplete="off"
          spellCheck={false}
          autoCapitalize="none"
          hint="Lower-case letters, digits and hyphens. It can’t be changed later."
          error={error("name")}
        />
      ) : null}
      <TextField
        label="Description"
        name="description"
        maxLength={DESCRIPTION_MAX}
        defaultValue={text.description}
        autoComplete="off"
        placeholder="What it is good for"
        hint="People read it when they launch."
        error={error("description")}
      />
      <fieldset className="grid gap-4 sm:grid-cols-2">
        <legend className="mb-3 font-medium text-muted">What a sandbox may use</legend>
        <NumberField
          label="CPUs"
          name="cpus"
          text={text.cpus}
          hint="Fractions share one."
          error={error("cpus")}
        />
        <NumberField
          label="Memory, in GB"
          name="memory_gb"
          text={text.memory_gb}
          error={error("memory_gb")}
        />
        <NumberField label="Disk, in GB" name="disk_gb" text={text.disk_gb} error={error("disk_gb")} />
        <NumberField label="Processes and threads" name="pids" text={text.pids} error={error("pids")} />
        {IMAGES.length > 1 ? (
          <SelectField
            label="Image"
            name="image"
            defaultValue={text.image}
            hint="Which of the engine’s images it starts from."
            error={error("image")}
          >
            {IMAGES.map((image) => (
              <option key={image}>{image}</option>
            ))}
          </SelectField>
        ) : (
          <input type="hidden" name="image" value={text.image} />
        )}
      </fieldset>
      <fieldset className="min-w-0">
        <legend className="font-medium text-muted">Policy</legend>
        <p className="mt-0.5 mb-2 text-muted text-xs">
          Tick what this profile sets itself; the rest follows the team’s policy, also when that changes.
        </p>
        <div className="panel divide-y divide-line">
          {OVERRIDABLE.map((setting) => (
            <ProfileOverride
              key={setting}
              setting={setting}
              own={text.own.includes(setting)}
              text={text.policy[setting] || String(team[setting])}
              team={team[setting]}
              error={error(setting)}
            />
          ))}
        </div>
      </fieldset>
      <div className="flex flex-wrap items-center gap-2">
        <SubmitButton name="intent" value="save" busy={busy} busyLabel="Saving…">
          {isNew ? "Make profile" : "Save"}
        </SubmitButton>
        <ButtonLink to="/settings/profiles" look="quiet">
          Cancel
        </ButtonLink>
        <p className="text-muted text-xs">
          Sizes hold for sandboxes launched from now on; the policy for all of the profile at once.
        </p>
      </div>
    </Form>
  );
}

interface NumberFieldProps {
  label: string;
  name: string;
  text: string;
  hint?: string;
  error: string | undefined;
}

function NumberField({ label, name, text, hint, error }: NumberFieldProps) {
  return (
    <TextField
      label={label}
      name={name}
      required
      inputMode="decimal"
      defaultValue={text}
      autoComplete="off"
      hint={hint}
      error={error}
    />
  );
}
