import { useEffect, useRef, useState } from "react";
import { Form } from "react-router";
import type { Refusal } from "../../../workers/domain/refusal.ts";
import { SubmitButton } from "../controls/button.tsx";
import { RefusalNote } from "../controls/refusal-note.tsx";
import { webhookText } from "./webhook-change.ts";
import { WebhookFields, type WebhookText } from "./webhook-fields.tsx";

interface WebhookChangeFormProps {
  webhook: WebhookText;
  /** What was entered and refused. */
  text: WebhookText | null;
  /** What the form stands against once somebody was told of a clash. */
  found: WebhookText | null;
  refusal: Refusal | null;
  /** Another object with each save that is done and shown: the fields follow the webhook again. */
  saved: object | null;
  busy: boolean;
}

/** Follows the webhook until somebody begins to change it here; what they had before them then goes with the form. */
export function WebhookChangeForm({ webhook, text, found, refusal, saved, busy }: WebhookChangeFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [begun, setBegun] = useState<WebhookText | null>(null);
  const shown = begun ?? webhookText(webhook);
  const key = JSON.stringify(shown);
  useEffect(() => {
    if (saved) setBegun(null);
  }, [saved]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: shows what it became
  useEffect(() => {
    if (!begun) form.current?.reset();
  }, [begun, key]);
  return (
    <details className="panel" open={text !== null || undefined}>
      <summary className="px-4 py-2.5 font-medium hover:bg-hover">Change it</summary>
      <Form
        ref={form}
        method="post"
        onInput={() => setBegun(shown)}
        className="grid gap-4 border-line border-t p-4"
      >
        <input type="hidden" name="opened" value={found ? JSON.stringify(found) : key} />
        <RefusalNote refusal={text === null || refusal?.field ? null : refusal} />
        <WebhookFields text={text ?? shown} refusal={refusal} />
        <div className="flex flex-wrap items-center gap-3">
          <SubmitButton name="intent" value="change" busy={busy} busyLabel="Saving…">
            Save
          </SubmitButton>
          <span role="status" className="text-muted">
            {saved && !begun ? "It is saved." : ""}
          </span>
        </div>
      </Form>
    </details>
  );
}
