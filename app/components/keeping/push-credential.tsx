import type { Refusal } from "../../../workers/domain/refusal.ts";
import { TextField } from "../controls/field.tsx";
import { fieldError } from "../controls/refusal-note.tsx";

/** For one push, sent once and kept nowhere. */
export function PushCredential({ refusal }: { refusal: Refusal | null }) {
  const refused = refusal?.field?.startsWith("credential") || refusal?.reason_code === "push_unauthorized";
  return (
    <details className="branch-fields rounded-lg border border-line px-3 py-2 open:pb-3" open={refused}>
      <summary className="rounded text-muted hover:text-text">Sign in to the repository…</summary>
      <div className="grid gap-4 pt-3 sm:grid-cols-2">
        <TextField
          label="User name"
          name="username"
          placeholder="x-access-token"
          autoComplete="off"
          spellCheck={false}
          autoCapitalize="none"
          error={fieldError(refusal, "credential.username")}
        />
        <TextField
          label="Token or password"
          name="token"
          type="password"
          autoComplete="off"
          data-1p-ignore
          data-lpignore="true"
          error={fieldError(refusal, "credential.password") ?? fieldError(refusal, "credential")}
        />
        <p className="text-muted text-xs sm:col-span-2">
          Used for this one push and kept nowhere: an export that is repeated asks for it again. A token that
          may only write this repository is enough.
        </p>
      </div>
    </details>
  );
}
