import { CodeBox } from "../controls/code-box.tsx";
import { CopyButton } from "../controls/copy-button.tsx";
import { ShownOnce } from "../controls/shown-once.tsx";

const SNIPPET = `// npm install standardwebhooks
import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.env.SANDBAR_WEBHOOK_SECRET);

// body: the exact bytes of the request, as text. Throws unless the signature is ours.
const event = webhook.verify(body, headers);
// event.id is the same at every attempt: remember it, and do nothing twice.`;

/** The secret, this one time. */
export function WebhookSecret({ secret, rotated }: { secret: string; rotated: boolean }) {
  return (
    <div role="status" className="grid gap-2 rounded-lg border border-current p-3 text-ok tinted">
      <p className="text-text">
        {rotated
          ? "This is the new secret. For a day the one before signs too, so there is time to change it."
          : "The webhook is made. This is the secret that it signs with."}{" "}
        Copy it now: it is not shown again.
      </p>
      <ShownOnce text={secret} label="The secret" copy="Copy the secret" />
    </div>
  );
}

export function VerifySnippet({ open = false }: { open?: boolean }) {
  return (
    <details open={open} className="panel group">
      <summary className="px-4 py-2.5 font-medium hover:bg-hover">How to check the signature</summary>
      <div className="grid gap-2 border-line border-t p-4">
        <p className="text-muted">
          Deliveries are signed as the Standard Webhooks specification says, for which there are libraries in
          most languages. In JavaScript:
        </p>
        <CodeBox label="Example code">{SNIPPET}</CodeBox>
        <div>
          <CopyButton text={SNIPPET} label="Copy code" />
        </div>
      </div>
    </details>
  );
}
