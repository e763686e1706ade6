import { useState } from "react";
import type { RecordBody } from "../../../workers/domain/sandbox/bodies.ts";
import { Button } from "../controls/button.tsx";
import { TextField } from "../controls/field.tsx";
import { fieldError, RefusalNote } from "../controls/refusal-note.tsx";
import type { GitFacts } from "../sandbox/git-facts.ts";
import { useSandboxCommand } from "../sandbox/use-sandbox-command.ts";
import { WhatIsLost } from "./what-is-lost.tsx";

interface TeardownFormProps {
  record: RecordBody;
  /** Null while they are not known: the sandbox does not answer, or there is no repository. */
  git: GitFacts | null;
  onCancel?: () => void;
}

const NEEDS_FORCE = ["sandbox_attached", "force_required"];

/**
 * Save first, then destroy. Force is offered once the plain way was refused because somebody is at work;
 * discarding asks for the name, because only then something is lost.
 */
export function TeardownForm({ record, git, onCancel }: TeardownFormProps) {
  const command = useSandboxCommand(record.name);
  const [discard, setDiscard] = useState(false);
  const [typed, setTyped] = useState("");
  const force = NEEDS_FORCE.includes(command.refusal?.reason_code ?? "") || record.state === "provisioning";
  const busy = command.busyWith === "teardown";
  const blocked = busy || (discard && typed !== record.name);
  return (
    <command.Form method="post" action={command.action} className="grid gap-4">
      <input type="hidden" name="intent" value="teardown" />
      {force ? <input type="hidden" name="force" value="on" /> : null}
      <WhatIsLost record={record} git={git} discard={discard} />
      <RefusalNote refusal={command.refusal?.field === "confirm" ? null : command.refusal} />
      <details className="rounded-lg border border-line px-3 py-2 open:pb-3" open={discard}>
        <summary className="rounded text-muted hover:text-text">Do not save first…</summary>
        <div className="grid gap-3 pt-3">
          <label className="flex items-start gap-2.5">
            <input
              type="checkbox"
              name="discard"
              className="mt-0.5 size-4"
              checked={discard}
              onChange={(event) => setDiscard(event.target.checked)}
            />
            <span>Discard everything since the last checkpoint</span>
          </label>
          {discard ? (
            <TextField
              label={
                <>
                  Type <code className="font-mono">{record.name}</code> to confirm
                </>
              }
              name="confirm"
              autoComplete="off"
              spellCheck={false}
              autoCapitalize="none"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              error={fieldError(command.refusal, "confirm")}
            />
          ) : null}
        </div>
      </details>
      <div className="flex justify-end gap-2">
        {onCancel ? <Button onClick={onCancel}>Cancel</Button> : null}
        <Button
          type="submit"
          look="danger"
          aria-disabled={blocked || undefined}
          onClick={(event) => {
            if (blocked) event.preventDefault();
          }}
        >
          {busy ? "Asking…" : buttonWords(discard, force)}
        </Button>
      </div>
    </command.Form>
  );
}

function buttonWords(discard: boolean, force: boolean): string {
  if (discard) return "Discard and tear down";
  return force ? "Tear down anyway" : "Save and tear down";
}
