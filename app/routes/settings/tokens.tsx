import { KeyRound } from "lucide-react";
import { data, Form, Link, useNavigation } from "react-router";
import { curlExample, NewToken } from "~/components/account/new-token.tsx";
import { TokenRow } from "~/components/account/token-row.tsx";
import { ButtonLink } from "~/components/controls/button.tsx";
import { EmptyState } from "~/components/controls/empty-state.tsx";
import { Pages } from "~/components/controls/pages.tsx";
import { RefusalNote } from "~/components/controls/refusal-note.tsx";
import { SearchForm } from "~/components/controls/search-form.tsx";
import { tryServer } from "~/components/controls/try-server.ts";
import { useRefusalInSight } from "~/components/controls/use-refusal-in-sight.ts";
import { SCOPES } from "../../../workers/domain/access.ts";
import { listTokenPage } from "../../../workers/services/accounts/token-page.ts";
import { createToken, revokeToken } from "../../../workers/services/accounts/tokens.ts";
import { answered } from "../page/answer.ts";
import { goneMeanwhile, reloadWhenGone, statusOfRefusal } from "../page/gone-meanwhile.ts";
import { listAddress, listQuery } from "../page/list-query.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/tokens.ts";

export const meta: Route.MetaFunction = () => [{ title: "API tokens · Sandbar" }];

export async function loader({ context, url }: Route.LoaderArgs) {
  const services = pageContext(context);
  const query = { ...listQuery(url), ended: url.searchParams.has("ended") };
  return {
    query,
    page: answered(await listTokenPage(services, query)),
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
  if (!made.ok) {
    return data({ refusal: made.refusal, made: null }, { status: statusOfRefusal(made.refusal) });
  }
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
    <section aria-labelledby="tokens-title" className="grid max-w-3xl grid-cols-[minmax(0,1fr)] gap-6">
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
      <TokenList {...loaderData} />
    </section>
  );
}

type ListProps = Pick<Route.ComponentProps["loaderData"], "page" | "query" | "user_id">;

function TokenList({ page, query, user_id }: ListProps) {
  const { q, cursor, ended } = query;
  const kept: Record<string, string> = ended ? { ended: "1" } : {};
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <nav aria-label="Which tokens" className="flex gap-1.5">
          {[false, true].map((which) => (
            <ButtonLink
              key={String(which)}
              to={listAddress({ ended: which ? "1" : "" })}
              preventScrollReset
              size="small"
              look={which === ended ? "outline" : "quiet"}
              aria-current={which === ended ? "page" : undefined}
            >
              {which ? "Ended tokens" : "Tokens that work"}
            </ButtonLink>
          ))}
        </nav>
        {q || cursor || page.next_cursor ? <SearchForm label="Search tokens" q={q} kept={kept} /> : null}
      </div>
      {page.items.length === 0 ? (
        <EmptyState
          icon={<KeyRound />}
          title={q ? "Nothing matches" : ended ? "No ended tokens" : "No tokens"}
        >
          {q
            ? "No token is called so, begins so, or is of somebody of that name."
            : ended
              ? "Those that are revoked or expire show here."
              : "Make one above for scripts, agents and CI."}
        </EmptyState>
      ) : (
        <ul aria-label={ended ? "Ended tokens" : "Tokens that work"} className="panel divide-y divide-line">
          {page.items.map(({ token, made_with_name, end_with_it }) => (
            <TokenRow
              key={token.token_id}
              token={token}
              madeWith={made_with_name}
              endWithIt={end_with_it}
              isOwn={token.user_id === user_id}
            />
          ))}
        </ul>
      )}
      <Pages
        first={cursor ? listAddress({ ...kept, q }) : null}
        next={page.next_cursor && listAddress({ ...kept, q, cursor: page.next_cursor })}
      />
    </div>
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
