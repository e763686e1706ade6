import { data, Link, redirect, useNavigation } from "react-router";
import { RefusalNote } from "~/components/controls/refusal-note.tsx";
import { Ago, Until } from "~/components/controls/relative-time.tsx";
import { Chip } from "~/components/controls/state-chip.tsx";
import { tryServer } from "~/components/controls/try-server.ts";
import { useRefusalInSight } from "~/components/controls/use-refusal-in-sight.ts";
import { useReloadEvery } from "~/components/controls/use-reload-every.ts";
import { DeliveryStrip } from "~/components/webhooks/delivery-strip.tsx";
import { WebhookActions } from "~/components/webhooks/webhook-actions.tsx";
import { WebhookChangeForm } from "~/components/webhooks/webhook-change-form.tsx";
import { WebhookDeliveries } from "~/components/webhooks/webhook-deliveries.tsx";
import { VerifySnippet, WebhookSecret } from "~/components/webhooks/webhook-secret.tsx";
import { disabledWords, webhookStatus } from "~/components/webhooks/webhook-words.ts";
import type { WebhookBody } from "../../../workers/domain/webhooks/webhook.ts";
import { getDelivery, listDeliveries } from "../../../workers/services/webhooks/webhook-deliveries.ts";
import { getWebhook } from "../../../workers/services/webhooks/webhooks.ts";
import { answered } from "../page/answer.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/webhook.ts";
import { commandWebhook } from "./webhook-command.ts";

export const meta = () => [{ title: "Webhook · Sandbar" }];

/** While it is looked at, what arrives is shown. */
const RELOAD_MS = 4_000;
const PAGE = 25;

export async function loader({ context, params, url }: Route.LoaderArgs) {
  const services = pageContext(context);
  const { webhook_id } = params;
  const failed = url.searchParams.has("failed");
  const cursor = url.searchParams.get("cursor") ?? undefined;
  const delivery_id = url.searchParams.get("delivery");
  const [webhook, page, looked] = await Promise.all([
    getWebhook(services, { webhook_id }),
    listDeliveries(services, { webhook_id, failed, cursor, limit: PAGE }),
    delivery_id ? getDelivery(services, { webhook_id, delivery_id }) : null,
  ]);
  return {
    webhook: answered(webhook),
    page: answered(page),
    // One that made room for newer ones is no longer there.
    detail: looked?.ok ? looked.value : null,
    failed,
    cursor: cursor ?? null,
  };
}

export async function action({ request, context, params }: Route.ActionArgs) {
  const done = await commandWebhook(pageContext(context), params.webhook_id, await request.formData());
  if ("to" in done) throw redirect(done.to);
  return data(done, { status: done.refusal ? 400 : 200 });
}

export const clientAction = ({ serverAction }: Route.ClientActionArgs) => tryServer(() => serverAction());

export default function WebhookPage({ loaderData, actionData }: Route.ComponentProps) {
  useRefusalInSight(actionData?.refusal);
  const { state } = useNavigation();
  const busy = state === "submitting";
  useReloadEvery(RELOAD_MS);
  const { webhook } = loaderData;
  const done = actionData && "secret" in actionData ? actionData : null;
  const refusal = busy ? null : (actionData?.refusal ?? null);
  return (
    <section aria-labelledby="webhook-title" className="grid max-w-3xl gap-5">
      <Heading webhook={webhook} />
      <Disabled webhook={webhook} />
      <RefusalNote refusal={done?.text || refusal?.field ? null : refusal} />
      {done?.secret ? <WebhookSecret secret={done.secret} rotated /> : null}
      <WebhookActions enabled={webhook.enabled} busy={busy} />
      <p role="status" className="text-muted empty:hidden">
        {busy || done?.changed ? null : done?.said}
      </p>
      <WebhookDeliveries {...loaderData} mayReplay={webhook.enabled} busy={busy} />
      <WebhookChangeForm
        webhook={webhook}
        text={done?.text ?? null}
        found={done?.found ?? null}
        refusal={refusal}
        saved={state === "idle" && done?.changed ? done : null}
        busy={busy}
      />
      <VerifySnippet />
    </section>
  );
}

/** Loud where nobody asked for it. */
function Disabled({ webhook }: { webhook: WebhookBody }) {
  const words = disabledWords(webhook);
  if (!words || webhook.disabled?.reason !== "by_hand") return <RefusalNote refusal={words} />;
  return (
    <p className="panel p-3">
      {words.message} <span className="text-muted">{words.next_step}</span>
    </p>
  );
}

function Heading({ webhook }: { webhook: WebhookBody }) {
  const { url, description, health, made_by, created_at, old_secret_until } = webhook;
  const { words, tone } = webhookStatus(webhook);
  return (
    <div className="grid gap-2">
      <p className="text-xs">
        <Link to="/settings/webhooks" className="text-accent underline">
          Webhooks
        </Link>
      </p>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 id="webhook-title" className="min-w-0 break-all font-medium">
          {description || url}
        </h2>
        <Chip tone={tone}>{words}</Chip>
      </div>
      {description ? <p className="break-all text-muted">{url}</p> : null}
      <p className="text-muted text-xs">
        Made by {made_by ?? "somebody who has left"} <Ago at={created_at} />
        {health?.failing_since && webhook.enabled ? (
          <>
            {" · failing since "}
            <Ago at={health.failing_since} />
          </>
        ) : null}
        {old_secret_until ? (
          <>
            {" · the secret before signs for another "}
            <Until at={old_secret_until} />
          </>
        ) : null}
      </p>
      <DeliveryStrip recent={health?.recent ?? []} />
    </div>
  );
}
