import { Form } from "react-router";
import type { Role } from "../../../workers/domain/access.ts";
import type { Refusal } from "../../../workers/domain/refusal.ts";
import { SubmitButton } from "../controls/button.tsx";
import { SelectField, TextField } from "../controls/field.tsx";
import { fieldError, RefusalNote } from "../controls/refusal-note.tsx";
import { InviteMade, type MadeInvite } from "./invite-made.tsx";
import { ROLE_LABEL } from "./role-words.ts";

const FIELDS = ["role", "email", "expires_in_days"];

interface NewInviteProps {
  /** Those that the viewer may give. */
  roles: readonly Role[];
  made: MadeInvite | null;
  refusal: Refusal | null;
  busy: boolean;
}

/** A link for one person and, once it is made, the link itself: this one time. */
export function NewInvite({ roles, made, refusal, busy }: NewInviteProps) {
  return (
    <Form method="post" preventScrollReset className="panel grid gap-4 p-4">
      {made ? <InviteMade invite={made} /> : null}
      <RefusalNote refusal={refusal && !FIELDS.includes(refusal.field ?? "") ? refusal : null} />
      <div className="grid items-start gap-4 sm:grid-cols-[2fr_1fr_1fr]">
        <TextField
          label="Email"
          name="email"
          type="email"
          autoComplete="off"
          maxLength={254}
          hint="Only this address can use the link. Empty: whoever has it."
          error={fieldError(refusal, "email")}
        />
        <SelectField label="As" name="role" defaultValue="member" error={fieldError(refusal, "role")}>
          {roles.map((role) => (
            <option key={role} value={role}>
              {ROLE_LABEL[role]}
            </option>
          ))}
        </SelectField>
        <SelectField
          label="Ends"
          name="expires_in_days"
          defaultValue="7"
          error={fieldError(refusal, "expires_in_days")}
        >
          <option value="1">in a day</option>
          <option value="7">in 7 days</option>
          <option value="30">in 30 days</option>
        </SelectField>
      </div>
      <div>
        <SubmitButton busy={busy} busyLabel="Inviting…" name="intent" value="invite">
          Make an invite link
        </SubmitButton>
      </div>
    </Form>
  );
}
