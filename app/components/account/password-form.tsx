import { Form } from "react-router";
import { PASSWORD_MIN_LENGTH } from "../../../workers/domain/people/account.ts";
import { ButtonLink, SubmitButton } from "../controls/button.tsx";
import { TextField } from "../controls/field.tsx";
import { fieldError } from "../controls/refusal-note.tsx";
import { type AccountAnswer, isDone, refusalFor } from "./account-answer.ts";
import { AccountSection, Done } from "./section.tsx";

interface PasswordFormProps {
  has_password: boolean;
  email: string;
  answer: AccountAnswer | null;
  busy: boolean;
}

export function PasswordForm({ has_password, email, answer, busy }: PasswordFormProps) {
  if (!has_password) {
    return (
      <AccountSection title="Password" detail="You have none: you sign in through another service.">
        <div>
          <ButtonLink to="/reset-password">Set one by mail</ButtonLink>
        </div>
      </AccountSection>
    );
  }
  const refusal = refusalFor(answer, "password");
  const done = isDone(answer, "password");
  return (
    <AccountSection title="Password" detail="A new one ends all your other sessions.">
      {done ? <Done>Your password is changed. You are signed out everywhere else.</Done> : null}
      <Form key={done ? "done" : "open"} method="post" className="grid gap-4 sm:max-w-sm">
        <input type="hidden" name="email" autoComplete="username" value={email} readOnly />
        <TextField
          label="Current password"
          name="current"
          type="password"
          required
          autoComplete="current-password"
          error={fieldError(refusal, "current")}
        />
        <TextField
          label="New password"
          name="password"
          type="password"
          required
          minLength={PASSWORD_MIN_LENGTH}
          autoComplete="new-password"
          hint={`At least ${PASSWORD_MIN_LENGTH} characters.`}
          error={fieldError(refusal, "password")}
        />
        <div>
          <SubmitButton look="outline" name="intent" value="password" busy={busy} busyLabel="Changing…">
            Change password
          </SubmitButton>
        </div>
      </Form>
    </AccountSection>
  );
}
