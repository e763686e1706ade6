import { Form } from "react-router";
import { SubmitButton } from "../controls/button.tsx";
import { TextField } from "../controls/field.tsx";
import { fieldError, RefusalNote } from "../controls/refusal-note.tsx";
import { type AccountAnswer, isDone, refusalFor } from "./account-answer.ts";
import { BackupCodes } from "./backup-codes.tsx";
import { Enrol } from "./enrol.tsx";
import { AccountSection, Done } from "./section.tsx";

interface SecondFactorProps {
  on: boolean;
  has_password: boolean;
  answer: AccountAnswer | null;
  busy: boolean;
}

const INTENTS = ["factor-begin", "factor-end", "codes"];

export function SecondFactor({ on, has_password, answer, busy }: SecondFactorProps) {
  const refusal = refusalFor(answer, ...INTENTS);
  const confirm = has_password ? (
    <div className="sm:max-w-sm">
      <TextField
        label="Your password"
        name="password"
        type="password"
        required
        autoComplete="current-password"
        error={fieldError(refusal, "password")}
      />
    </div>
  ) : null;
  return (
    <AccountSection
      title="Second factor"
      detail={
        on
          ? "It is on: signing in asks for a code of your authenticator app, whichever way you come."
          : "A code of an authenticator app beside your password. Then a password that was found out is not enough."
      }
    >
      {isDone(answer, "factor-end") ? <Done>The second factor is off.</Done> : null}
      {answer?.backup_codes ? <BackupCodes codes={answer.backup_codes} /> : null}
      <RefusalNote refusal={refusal?.field ? null : refusal} />
      {!on && answer?.enrolment ? (
        <Enrol enrolment={answer.enrolment} refusal={refusalFor(answer, "factor-confirm")} busy={busy} />
      ) : (
        <Form method="post" className="grid gap-4" key={on ? "on" : "off"}>
          {confirm}
          <div className="flex flex-wrap gap-2">
            {on ? (
              <>
                <SubmitButton look="outline" name="intent" value="codes" busy={busy} busyLabel="…">
                  New backup codes
                </SubmitButton>
                <SubmitButton look="danger" name="intent" value="factor-end" busy={busy} busyLabel="…">
                  Turn off
                </SubmitButton>
              </>
            ) : (
              <SubmitButton look="outline" name="intent" value="factor-begin" busy={busy} busyLabel="Making…">
                Turn on
              </SubmitButton>
            )}
          </div>
        </Form>
      )}
    </AccountSection>
  );
}
