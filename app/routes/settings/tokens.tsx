import { KeyRound } from "lucide-react";
import { data, Form, Link, useNavigation } from "react-router";
import { curlExample, NewToken } from "~/components/account/new-token.tsx";
import { madeWith } from "~/components/account/token-line.ts";
import { TokenRow } from "~/components/account/token-row.tsx";
import { EmptyState } from "~/components/controls/empty-state.tsx";
import { RefusalNote } from "~/components/controls/refusal-note.tsx";
import { tryServer } from "~/components/controls/try-server.ts";
import { useRefusalInSight } from "~/components/controls/use-refusal-in-sight.ts";
import { SCOPES } from "../../../workers/domain/access.ts";
import { createToken, listTokens, revokeToken } from "../../../workers/services/accounts/tokens.ts";
import { answered } from "../page/answer.ts";
import { goneMeanwhile, reloadWhenGone, statusOfRefusal } from "../page/gone-meanwhile.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/tokens.ts";

export const meta: Route.MetaFunction = () => [{ title: "API tokens · Sandbar" }];

export async function loader({ context }: Route.LoaderArgs) {
  const services = pageContext(context);
  const { items } = answered(await listTokens(services));
  const { now } = services;
  const ended = (at: string | null) => at !== null && Date.parse(at) <= now;
  return {
    items: items
      .filter(({ revoked_at }) => revoked_at === null)
      .map((token) => ({
        token,
        madeWith: items.find(({ token_id }) => token_id === token.made_with)?.name ?? null,
        endWithIt: madeWith(items, token.token_id)
          .filter(({ revoked_at, expires_at }) => revoked_at === null && !ended(expires_at))
          .map(({ name }) => name),
      })),
    user_id: services.viewer.user_id,
    origin: services.origin,
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  const services = pageContext(context);
  const form = await request.formData();
  if (form.get("intent") === "revoke") {
    const revoked = await revokeToken(services, { token_id: String(form.get("token_id")) });
    const refusal = revoked.ok ? null : goneMeanwhile(revoked.refusal);
    const ended = revoked.ok
      ? { links: revoked.value.share_links_ended, tokens: revoked.value.tokens_ended.map(({ name }) => name) }
      : null;
    return data({ refusal, made: null, ended }, { status: refusal ? statusOfRefusal(refusal) : 200 });
  }
  const made = await createToken(services, {
    name: String(form.get("name") ?? ""),
    scopes: SCOPES.filter((scope) => form.getAll("scopes").includes(scope)),
    expires_in_days: Number(form.get("expires_in_days")),
  });
  if (!made.ok) return data({ refusal: made.refusal, made: null }, { status: 400 });
  return data({ refusal: null, made: { name: made.value.name, token: made.value.token } }, { status: 201 });
}

export const shouldRevalidate = reloadWhenGone;

export const clientAction = ({ serverAction }: Route.ClientActionArgs) => tryServer(() => serverAction());

export default function Tokens({ loaderData, actionData }: Route.ComponentProps) {
  useRefusalInSight(actionData?.refusal);
  const busy = useNavigation().state === "submitting";
  const made = actionData && "made" in actionData ? actionData.made : null;
  const refusal = actionData?.refusal ?? null;
  const ended = actionData && "ended" in actionData ? actionData.ended : null;
  return (
    <section aria-labelledby="tokens-title" className="grid max-w-3xl gap-6">
      <div>
        <h2 id="tokens-title" className="font-medium">
          API tokens
        </h2>
        <p className="mt-1 text-muted">
          Programs use them as <code className="font-mono">Authorization: Bearer sbx_…</code>. A token does
          what its scopes allow, at most what you may do yourself, and it ends when you leave the team. The{" "}
          <Link to="/docs/api" className="text-accent underline">
            API reference
          </Link>{" "}
          says what there is to call.
        </p>
        <p className="mt-2 break-words rounded-md bg-hover px-3 py-2 font-mono text-xs">
          {curlExample(loaderData.origin, "$SANDBAR_TOKEN")}
        </p>
      </div>
      <RefusalNote refusal={refusal?.field ? null : refusal} />
      {ended ? <p role="status">The token is revoked. {endedWords(ended)}</p> : null}
      <Form method="post" key={made?.token}>
        <NewToken made={made} refusal={refusal} busy={busy} origin={loaderData.origin} />
      </Form>
      {loaderData.items.length === 0 ? (
        <EmptyState icon={<KeyRound />} title="No tokens">
          Make one above for scripts, agents and CI.
        </EmptyState>
      ) : (
        <ul className="panel divide-y divide-line">
          {loaderData.items.map((item) => (
            <TokenRow key={item.token.token_id} {...item} isOwn={item.token.user_id === loaderData.user_id} />
          ))}
        </ul>
      )}
    </section>
  );
}

function endedWords({ links, tokens }: { links: number; tokens: readonly string[] }): string {
  const made =
    tokens.length === 0 ? "" : ` Nor do these, which were made with it, work any more: ${tokens.join(", ")}.`;
  if (links === 0) return `No share link ended with it.${made}`;
  return links === 1
    ? `One share link that it made ended with it.${made}`
    : `${links} share links that it made ended with it.${made}`;
}
