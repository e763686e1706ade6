import { Form } from "react-router";
import { SubmitButton } from "../controls/button.tsx";
import { TextField } from "../controls/field.tsx";
import { fieldError } from "../controls/refusal-note.tsx";
import { type AccountAnswer, isDone, refusalFor } from "./account-answer.ts";
import { AccountSection, Done } from "./section.tsx";

interface WhoProps {
  name: string;
  email: string;
  answer: AccountAnswer | null;
  busy: boolean;
}

export function Who({ name, email, answer, busy }: WhoProps) {
  const refusal = refusalFor(answer, "rename");
  return (
    <AccountSection title="You" detail={`You sign in as ${email}.`}>
      {isDone(answer, "rename") ? <Done>Your name is changed.</Done> : null}
      <Form method="post" className="flex flex-wrap items-end gap-3">
        <div className="min-w-48 flex-1">
          <TextField
            key={name}
            label="Name"
            name="name"
            required
            maxLength={80}
            autoComplete="name"
            defaultValue={name}
            error={fieldError(refusal, "name")}
          />
        </div>
        <SubmitButton look="outline" name="intent" value="rename" busy={busy} busyLabel="Saving…">
          Save name
        </SubmitButton>
      </Form>
    </AccountSection>
  );
}
