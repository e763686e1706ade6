import { useEffect, useRef } from "react";
import { defaultExportBranch } from "../../../workers/domain/refs.ts";
import type { RecordBody } from "../../../workers/domain/sandbox/bodies.ts";
import { useNow } from "../controls/clock.ts";
import { ago } from "../controls/durations.ts";
import { RadioCard, SelectField, TextField } from "../controls/field.tsx";
import { ReasonedButton } from "../controls/reasoned-button.tsx";
import { fieldError, RefusalNote } from "../controls/refusal-note.tsx";
import { lockedBy } from "../sandbox/operation-words.ts";
import { useSandboxCommand } from "../sandbox/use-sandbox-command.ts";
import { PushCredential } from "./push-credential.tsx";

/** Takes the work home: as files, as a diff, or as a branch. What needs a branch shows only for one, by CSS. */
export function NewExport({ record, mayChange }: { record: RecordBody; mayChange: boolean }) {
  const command = useSandboxCommand(record.name);
  const now = useNow();
  const form = useRef<HTMLFormElement>(null);
  const { repository, checkpoint } = record;
  const live = record.state === "running" || record.state === "completed";
  const noBranch = noBranchBecause(repository);
  const blocked = blockedBecause(record, mayChange);
  const refusal = command.refused === "export" ? command.refusal : null;
  const busy = command.busyWith === "export";
  useTokenForgotten(form, busy);
  return (
    <command.Form
      ref={form}
      method="post"
      action={command.action}
      className="new-export panel grid max-w-3xl gap-4 p-4"
    >
      <RefusalNote refusal={refusal && !isOfField(refusal.field) ? refusal : null} />
      <fieldset className="grid gap-2 sm:grid-cols-3">
        <legend className="mb-1.5 font-medium">Take the work home as</legend>
        <RadioCard
          name="kind"
          value="archive"
          defaultChecked
          title="An archive"
          detail="Every file of the workspace, as one .tar.gz."
        />
        <RadioCard
          name="kind"
          value="patch"
          title="A patch"
          detail="What changed since it began, as a diff for git apply."
        />
        <RadioCard
          name="kind"
          value="branch"
          disabled={noBranch !== null}
          title="A branch"
          detail={noBranch ?? "What changed as a commit, pushed to its repository."}
        />
      </fieldset>
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          label="Of"
          name="source"
          key={checkpoint ? "checkpoint" : "live"}
          defaultValue={checkpoint ? "checkpoint" : "live"}
          error={fieldError(refusal, "source")}
        >
          <option value="checkpoint" disabled={checkpoint === null}>
            {checkpoint
              ? `The last checkpoint, ${ago(now - Date.parse(checkpoint.created_at))}`
              : "The last checkpoint (there is none yet)"}
          </option>
          <option value="live" disabled={!live}>
            {live ? "The workspace as it is now" : "The workspace as it is now (it does not run)"}
          </option>
        </SelectField>
        <div className="branch-fields">
          <TextField
            label="Branch"
            name="branch"
            placeholder={defaultExportBranch(record.name)}
            hint="One that moved on elsewhere is never overwritten."
            autoComplete="off"
            spellCheck={false}
            autoCapitalize="none"
            error={fieldError(refusal, "branch")}
          />
        </div>
      </div>
      {repository?.startsWith("https://") ? <PushCredential refusal={refusal} /> : null}
      <div>
        <ReasonedButton
          type="submit"
          name="intent"
          value="export"
          look="primary"
          blocked={blocked ?? (checkpoint || live ? null : "There is no checkpoint, and it does not run.")}
          aria-disabled={command.busyWith !== null || undefined}
        >
          {busy ? "Asking…" : "Export"}
        </ReasonedButton>
        {blocked ? <p className="mt-2 text-muted text-xs">{blocked}</p> : null}
      </div>
    </command.Form>
  );
}

/** Once the form is on its way, or refused, the page no longer holds the token. */
function useTokenForgotten(form: React.RefObject<HTMLFormElement | null>, busy: boolean) {
  useEffect(() => {
    if (!busy) return;
    const token = form.current?.elements.namedItem("token");
    if (token instanceof HTMLInputElement) token.value = "";
  }, [busy, form]);
}

function isOfField(field: string | undefined): boolean {
  return field !== undefined && (field === "branch" || field === "source" || field.startsWith("credential"));
}

/** Why it can't be pushed to; null when it can. */
function noBranchBecause(repository: string | null): string | null {
  if (repository === null) return "It began without a repository, so there is none to push to.";
  if (/^(https|file):/.test(repository)) return null;
  return "Its repository is reached over ssh; branches are pushed over https.";
}

function blockedBecause(record: RecordBody, mayChange: boolean): string | null {
  if (!mayChange) return "Only its owner or an admin can export it.";
  const locked = lockedBy(record.operation);
  if (locked) return locked;
  if (["running", "completed", "destroyed"].includes(record.state)) return null;
  return "It can be exported while it runs, is completed, or is archived.";
}
