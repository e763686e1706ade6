import { Form } from "react-router";
import type { Refusal } from "../../../workers/domain/refusal.ts";
import { SHARE_LABEL_MAX, SHARE_USES_MAX } from "../../../workers/domain/sharing/share.ts";
import { SubmitButton } from "../controls/button.tsx";
import { TextField } from "../controls/field.tsx";
import { fieldError } from "../controls/refusal-note.tsx";
import { PartChoice, RoleChoice } from "./share-choices.tsx";
import { LifetimeChoice } from "./share-lifetime.tsx";
import { SharePassword } from "./share-password.tsx";

/** All that a link can be given. */
export function ShareForm({ refusal, busy }: { refusal: Refusal | null; busy: boolean }) {
  return (
    <Form method="post" preventScrollReset className="grid gap-5">
      <RoleChoice />
      <PartChoice error={fieldError(refusal, "parts")} />
      <div className="grid gap-4 sm:grid-cols-2">
        <LifetimeChoice error={fieldError(refusal, "expires_in_minutes")} />
        <TextField
          label="People it lets in (optional)"
          name="max_uses"
          inputMode="numeric"
          autoComplete="off"
          placeholder="Any number"
          hint={`1 to ${SHARE_USES_MAX}; after that it lets in nobody else.`}
          error={fieldError(refusal, "max_uses")}
        />
        <SharePassword error={fieldError(refusal, "password")} />
        <TextField
          label="Label (optional)"
          name="label"
          autoComplete="off"
          maxLength={SHARE_LABEL_MAX}
          placeholder="What or whom it is for"
          hint="Guests see it too."
          error={fieldError(refusal, "label")}
        />
      </div>
      <div>
        <SubmitButton name="intent" value="make" busy={busy} busyLabel="Making the link…">
          Make the link
        </SubmitButton>
      </div>
    </Form>
  );
}
