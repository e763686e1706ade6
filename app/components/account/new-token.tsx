import { SCOPES } from "../../../workers/domain/access.ts";
import type { Refusal } from "../../../workers/domain/refusal.ts";
import { SubmitButton } from "../controls/button.tsx";
import { CopyButton } from "../controls/copy-button.tsx";
import { SelectField, TextField } from "../controls/field.tsx";
import { fieldError } from "../controls/refusal-note.tsx";
import { ShownOnce } from "../controls/shown-once.tsx";
import { SCOPE_WORDS } from "./scope-words.ts";

interface NewTokenProps {
  made: { readonly name: string; readonly token: string } | null;
  refusal: Refusal | null;
  busy: boolean;
  /** The dashboard's own, e.g. `https://sandbar.example`. */
  origin: string;
}

/** The fields of a new token and, once made, the token itself: this one time. */
export function NewToken({ made, refusal, busy, origin }: NewTokenProps) {
  return (
    <div className="panel grid gap-4 p-4">
      {made ? (
        <div role="status" className="grid gap-2 rounded-lg border border-current p-3 text-ok tinted">
          <p className="text-text">
            <strong className="font-medium">{made.name}</strong> is made. Copy it now: it is not shown again.
          </p>
          <ShownOnce text={made.token} label="The token" copy="Copy the token" />
          <Example command={curlExample(origin, made.token)} />
        </div>
      ) : null}
      <div className="grid gap-4 sm:grid-cols-[2fr_1fr]">
        <TextField
          label="Name"
          name="name"
          required
          maxLength={100}
          placeholder="What it is for"
          autoComplete="off"
          error={fieldError(refusal, "name")}
        />
        <SelectField
          label="Expires"
          name="expires_in_days"
          defaultValue="90"
          error={fieldError(refusal, "expires_in_days")}
        >
          <option value="7">in 7 days</option>
          <option value="30">in 30 days</option>
          <option value="90">in 90 days</option>
          <option value="365">in a year</option>
        </SelectField>
      </div>
      <fieldset className="grid gap-2">
        <legend className="mb-1 font-medium">Scopes</legend>
        {SCOPES.map((scope) => (
          <label key={scope} className="flex items-start gap-2.5">
            <input
              type="checkbox"
              name="scopes"
              value={scope}
              defaultChecked={scope === "sandboxes:read"}
              className="mt-0.5 size-4 shrink-0"
            />
            <span>
              {SCOPE_WORDS[scope]} <code className="font-mono text-muted text-xs">{scope}</code>
            </span>
          </label>
        ))}
        {fieldError(refusal, "scopes") ? (
          <p role="alert" className="text-bad text-xs">
            {fieldError(refusal, "scopes")}
          </p>
        ) : null}
      </fieldset>
      <div>
        <SubmitButton busy={busy} busyLabel="Making…">
          Make token
        </SubmitButton>
      </div>
    </div>
  );
}

function Example({ command }: { command: string }) {
  return (
    <div className="grid gap-1.5 border-line border-t pt-2.5 text-text">
      <p className="text-muted text-xs">Try it in a shell:</p>
      <div className="flex flex-wrap items-center gap-2">
        <code className="min-w-0 break-all font-mono text-xs">{command}</code>
        <CopyButton text={command} label="Copy the command" />
      </div>
    </div>
  );
}

/** In a shell: says who the token is. */
export function curlExample(origin: string, token: string): string {
  return `curl -H "Authorization: Bearer ${token}" ${origin}/api/v1/me`;
}
