import { Lock, Webhook } from "lucide-react";
import { data, Form, useNavigation } from "react-router";
import { SubmitButton } from "~/components/controls/button.tsx";
import { EmptyState } from "~/components/controls/empty-state.tsx";
import { RefusalNote } from "~/components/controls/refusal-note.tsx";
import { tryServer } from "~/components/controls/try-server.ts";
import { useRefusalInSight } from "~/components/controls/use-refusal-in-sight.ts";
import { useReloadEvery } from "~/components/controls/use-reload-every.ts";
import { postedWebhook, WebhookFields, type WebhookText } from "~/components/webhooks/webhook-fields.tsx";
import { WebhookRow } from "~/components/webhooks/webhook-row.tsx";
import { VerifySnippet, WebhookSecret } from "~/components/webhooks/webhook-secret.tsx";
import { createWebhook, listWebhooks } from "../../../workers/services/webhooks/webhooks.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/webhooks.ts";

export const meta = () => [{ title: "Webhooks · Sandbar" }];

const RELOAD_MS = 15_000;
const NEW: WebhookText = { url: "", description: "", events: ["sandbox.state_changed"] };

export async function loader({ context }: Route.LoaderArgs) {
  const got = await listWebhooks(pageContext(context));
  return got.ok ? { items: got.value.items, refusal: null } : { items: null, refusal: got.refusal };
}

export async function action({ request, context }: Route.ActionArgs) {
  const text = postedWebhook(await request.formData());
  const made = await createWebhook(pageContext(context), text);
  if (made.ok) return data({ refusal: null, text: NEW, secret: made.value.secret }, { status: 201 });
  return data({ refusal: made.refusal, text, secret: null }, { status: 400 });
}

export const clientAction = ({ serverAction }: Route.ClientActionArgs) => tryServer(() => serverAction());

export default function Webhooks({ loaderData, actionData }: Route.ComponentProps) {
  useRefusalInSight(actionData?.refusal);
  const busy = useNavigation().state === "submitting";
  useReloadEvery(RELOAD_MS);
  const { items, refusal: denied } = loaderData;
  if (!items) {
    return (
      <EmptyState icon={<Lock />} title={denied?.message ?? "This can’t be shown."}>
        {denied?.next_step ?? "Ask an admin of the team."}
      </EmptyState>
    );
  }
  const made = actionData && "secret" in actionData ? actionData : null;
  const secret = made?.secret ?? null;
  const refusal = actionData?.refusal ?? null;
  return (
    <section aria-labelledby="webhooks-title" className="grid max-w-3xl gap-6">
      <div>
        <h2 id="webhooks-title" className="font-medium">
          Webhooks
        </h2>
        <p className="mt-1 text-muted">
          Sandbar sends what happens to the team’s sandboxes to an address of yours, signed, and tries again
          until it has arrived.
        </p>
      </div>
      {items.length === 0 ? (
        <EmptyState icon={<Webhook />} title="No webhooks">
          Make one below to start a pipeline when an export is ready, or to write to a channel before a
          sandbox stops.
        </EmptyState>
      ) : (
        <ul className="panel divide-y divide-line">
          {items.map((webhook) => (
            <WebhookRow key={webhook.webhook_id} webhook={webhook} />
          ))}
        </ul>
      )}
      {secret ? <WebhookSecret secret={secret} rotated={false} /> : null}
      {secret ? <VerifySnippet open /> : null}
      <Form method="post" key={secret ?? "new"} className="panel grid gap-4 p-4">
        <h3 className="font-medium">New webhook</h3>
        <RefusalNote refusal={refusal?.field ? null : refusal} />
        <WebhookFields text={made?.text ?? NEW} refusal={refusal} />
        <div>
          <SubmitButton busy={busy} busyLabel="Making…">
            Make webhook
          </SubmitButton>
        </div>
      </Form>
    </section>
  );
}
