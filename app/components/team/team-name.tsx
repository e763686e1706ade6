import { Form } from "react-router";
import { TEAM_NAME_MAX_LENGTH } from "../../../workers/domain/people/account.ts";
import type { Refusal } from "../../../workers/domain/refusal.ts";
import { SubmitButton } from "../controls/button.tsx";
import { TextField } from "../controls/field.tsx";
import { fieldError } from "../controls/refusal-note.tsx";

interface TeamNameProps {
  name: string;
  mayRename: boolean;
  refusal: Refusal | null;
  busy: boolean;
}

/** What the team is called; a form for whoever may change it. */
export function TeamName({ name, mayRename, refusal, busy }: TeamNameProps) {
  if (!mayRename) return <p className="text-muted">Admins and owners change the team’s name and policy.</p>;
  return (
    <Form method="post" preventScrollReset className="panel grid gap-4 p-4">
      <TextField
        label="Name"
        name="name"
        required
        maxLength={TEAM_NAME_MAX_LENGTH}
        autoComplete="organization"
        defaultValue={name}
        hint="Everybody in the team sees it, and whoever is invited."
        error={fieldError(refusal, "name")}
      />
      <div>
        <SubmitButton look="outline" busy={busy} busyLabel="Renaming…" name="intent" value="rename">
          Rename
        </SubmitButton>
      </div>
    </Form>
  );
}
