import { Form } from "react-router";
import { Button } from "../controls/button.tsx";
import { ConfirmForm } from "../controls/confirm-form.tsx";

/** What can be done with a webhook besides changing its fields. */
export function WebhookActions({ enabled, busy }: { enabled: boolean; busy: boolean }) {
  const waits = busy || undefined;
  return (
    <div className="menu-at-left flex flex-wrap items-start gap-2">
      <Form method="post" className="flex flex-wrap gap-2">
        {enabled ? (
          <Button type="submit" name="intent" value="test" size="small" aria-disabled={waits}>
            Send test
          </Button>
        ) : null}
        <Button
          type="submit"
          name="intent"
          value={enabled ? "disable" : "enable"}
          size="small"
          look={enabled ? "outline" : "primary"}
          aria-disabled={waits}
        >
          {enabled ? "Disable" : "Enable"}
        </Button>
      </Form>
      <ConfirmForm words="Rotate secret" intent="rotate">
        A new secret is made and shown once. The one before signs too for another day.
      </ConfirmForm>
      <ConfirmForm words="Delete" intent="delete" danger>
        Nothing is sent any more, and its history is gone. It can’t be undone.
      </ConfirmForm>
    </div>
  );
}
