import { type FormEvent, useState } from "react";
import { Form } from "react-router";
import { GUEST_NAME_MAX, SHARE_PASSWORD_MAX } from "../../../workers/domain/sharing/share.ts";
import { type JoinRefusal, joinShare } from "../../live/sandbox/join-share.ts";
import { SubmitButton } from "../controls/button.tsx";
import { TextField } from "../controls/field.tsx";
import { fieldError, RefusalNote } from "../controls/refusal-note.tsx";

interface JoinFormProps {
  token: string;
  /** Of whoever is signed in; empty for everybody else. */
  name: string;
  hasPassword: boolean;
  /** Of a form that was posted without JavaScript. */
  refusal: JoinRefusal | null;
}

/**
 * A name, and the link's password where it has one. Sent as a document without JavaScript; with it, the page that follows
 * takes this one's place in the history, where the link's secret would stay otherwise.
 */
export function JoinForm({ token, name, hasPassword, refusal: posted }: JoinFormProps) {
  const [told, setTold] = useState<JoinRefusal | null>(null);
  const [busy, setBusy] = useState(false);
  const refusal = told ?? posted;
  const wrongPassword = refusal?.field === "password";
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const form = event.currentTarget;
    const text = (field: string) => String(new FormData(form).get(field) ?? "");
    setBusy(true);
    const password = hasPassword ? { password: text("password") } : {};
    const outcome = await joinShare({ token, name: text("name"), ...password });
    if (outcome.kind === "in") return location.replace(`/shared/${outcome.share_id}`);
    if (outcome.kind === "over") return location.reload();
    setBusy(false);
    setTold(outcome.refusal);
    form
      .querySelector<HTMLElement>(outcome.refusal.field === "password" ? "[name=password]" : "[name=name]")
      ?.focus();
  };
  return (
    <Form method="post" reloadDocument discover="none" onSubmit={send} className="grid gap-4">
      <RefusalNote refusal={refusal?.field ? null : refusal} />
      <TextField
        label="Your name"
        name="name"
        required
        autoFocus={!wrongPassword}
        autoComplete="name"
        maxLength={GUEST_NAME_MAX}
        defaultValue={name}
        hint="Everybody in the sandbox sees it. You need no account."
        error={fieldError(refusal, "name")}
      />
      {hasPassword ? (
        <TextField
          label="Password of the link"
          name="password"
          type="password"
          required
          autoFocus={wrongPassword}
          autoComplete="off"
          maxLength={SHARE_PASSWORD_MAX}
          error={fieldError(refusal, "password")}
        />
      ) : null}
      <SubmitButton busy={busy} busyLabel="Joining…">
        Join
      </SubmitButton>
    </Form>
  );
}
