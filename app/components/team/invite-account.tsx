import { PASSWORD_MIN_LENGTH } from "../../../workers/domain/people/account.ts";
import type { Refusal } from "../../../workers/domain/refusal.ts";
import { Button } from "../controls/button.tsx";
import { TextField } from "../controls/field.tsx";
import { fieldError, RefusalNote } from "../controls/refusal-note.tsx";

const FIELDS = ["name", "email", "password"];

interface InviteAccountProps {
  invite: { readonly email: string | null };
  refusal: Refusal | null;
  /** What was entered before a refusal. */
  values: { readonly name: string; readonly email: string } | null;
  /** Signs in and comes back. */
  signIn: string;
}

/** For somebody who is not signed in: an account, or the way to the one they have. */
export function InviteAccount({ invite, refusal, values, signIn }: InviteAccountProps) {
  return (
    <>
      {/* As a document: the token in the address is then in no query by which routes are looked up. */}
      <form method="post" className="grid gap-4">
        <RefusalNote refusal={refusal && !FIELDS.includes(refusal.field ?? "") ? refusal : null} />
        <TextField
          label="Your name"
          name="name"
          required
          autoFocus
          maxLength={80}
          autoComplete="name"
          defaultValue={values?.name}
          error={fieldError(refusal, "name")}
        />
        <TextField
          label="Email"
          name="email"
          type="email"
          required
          autoComplete="username"
          readOnly={invite.email !== null}
          defaultValue={invite.email ?? values?.email}
          hint={invite.email === null ? "You sign in with it." : "The invite is for this address alone."}
          error={fieldError(refusal, "email")}
        />
        <TextField
          label="Password"
          name="password"
          type="password"
          required
          minLength={PASSWORD_MIN_LENGTH}
          autoComplete="new-password"
          hint={`At least ${PASSWORD_MIN_LENGTH} characters.`}
          error={fieldError(refusal, "password")}
        />
        <Button type="submit" look="primary" name="intent" value="join">
          Make an account and join
        </Button>
      </form>
      <p>
        Have an account?{" "}
        <a href={signIn} className="font-medium text-accent underline underline-offset-2">
          Sign in and come back
        </a>
      </p>
    </>
  );
}
