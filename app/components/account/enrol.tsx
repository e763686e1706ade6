import { Form } from "react-router";
import type { Refusal } from "../../../workers/domain/refusal.ts";
import { SubmitButton } from "../controls/button.tsx";
import { CopyButton } from "../controls/copy-button.tsx";
import { TextField } from "../controls/field.tsx";
import { fieldError, RefusalNote } from "../controls/refusal-note.tsx";
import type { Enrolment } from "./account-answer.ts";

interface EnrolProps {
  enrolment: Enrolment;
  refusal: Refusal | null;
  busy: boolean;
}

/** Scan, then show that the app counts right: before that, nothing is asked for at signing in. */
export function Enrol({ enrolment, refusal, busy }: EnrolProps) {
  const { uri, qr_svg, secret } = enrolment;
  return (
    <div className="flex flex-wrap items-start gap-5">
      <img
        src={`data:image/svg+xml,${encodeURIComponent(qr_svg)}`}
        alt="QR code for your authenticator app; the same as text is beside it"
        className="size-44 rounded-lg border border-line bg-white"
        width={176}
        height={176}
      />
      <div className="grid min-w-0 flex-1 basis-64 gap-4">
        <div className="grid gap-1.5">
          <p>Scan this with your authenticator app, or type in the key:</p>
          <div className="flex flex-wrap items-center gap-2">
            <code className="min-w-0 break-words font-mono">{secret}</code>
            <CopyButton text={secret.replaceAll(" ", "")} label="Copy key" />
          </div>
        </div>
        <Form method="post" className="grid gap-4">
          <input type="hidden" name="uri" value={uri} />
          <RefusalNote refusal={refusal?.field ? null : refusal} />
          <TextField
            label="Code"
            name="code"
            required
            autoFocus
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={10}
            className="font-mono tracking-widest"
            hint="The six digits that the app shows now. Your other sessions end with it: they began without one."
            error={fieldError(refusal, "code")}
          />
          <div>
            <SubmitButton name="intent" value="factor-confirm" busy={busy} busyLabel="Checking…">
              Turn on
            </SubmitButton>
          </div>
        </Form>
      </div>
    </div>
  );
}
