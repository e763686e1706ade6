import { data, redirect } from "react-router";
import { ProviderButtons } from "~/components/account/provider-buttons.tsx";
import { When } from "~/components/controls/when.tsx";
import { FrontDoor } from "~/components/frame/front-door.tsx";
import { InviteAccept } from "~/components/team/invite-accept.tsx";
import { InviteAccount } from "~/components/team/invite-account.tsx";
import { InviteEnd } from "~/components/team/invite-end.tsx";
import { aRole, ROLE_MEANS } from "~/components/team/role-words.ts";
import { type RequestContext, readContext } from "../../../workers/http/context.ts";
import { signInProviders } from "../../../workers/services/accounts/provider-sign-in.ts";
import { signOut } from "../../../workers/services/accounts/sessions.ts";
import {
  acceptAsSignedIn,
  joinAndSignIn,
  visitInvite,
} from "../../../workers/services/team/invite-visits.ts";
import { answered } from "../page/answer.ts";
import { refusalStatus } from "../page/refusal-status.ts";
import type { Route } from "./+types/invite.ts";

export const meta: Route.MetaFunction = ({ loaderData }) => [
  { title: loaderData ? `Join ${loaderData.invite.team.name} · Sandbar` : "Invite · Sandbar" },
  { name: "robots", content: "noindex" },
];

export async function loader({ context, params }: Route.LoaderArgs) {
  const visitor = readContext(context);
  const page = answered(await visitInvite(visitor, params.token));
  return { ...page, providers: page.person ? [] : signInProviders(visitor.env) };
}

export async function action({ request, context, params: { token } }: Route.ActionArgs) {
  const visitor = readContext(context);
  const form = await request.formData();
  const text = (field: string) => String(form.get(field) ?? "");
  const account = { name: text("name"), email: text("email"), password: text("password") };
  const joined = await join(visitor, request, { ...account, token, intent: text("intent") });
  if (joined.ok) {
    const headers = new Headers();
    for (const cookie of joined.value.cookies) headers.append("Set-Cookie", cookie);
    throw redirect(joined.value.to, { headers });
  }
  const status = refusalStatus(joined.refusal);
  // The invite itself is over: there is no form to put that into.
  if (status === 404 || status === 410) answered(joined);
  const { name, email } = account;
  return data({ refusal: joined.refusal, values: { name, email } }, { status });
}

type Form = { name: string; email: string; password: string; token: string; intent: string };

/** One button for whoever is signed in, an account for everybody else. */
async function join(visitor: RequestContext, request: Request, { intent, ...account }: Form) {
  const { person } = visitor;
  const here = `/invite/${account.token}`;
  if (intent === "sign_out") {
    return { ok: true as const, value: { to: here, ...(await signOut(visitor.env, request)) } };
  }
  if (intent === "accept") {
    if (!person) throw redirect(signInPath(account.token));
    const accepted = await acceptAsSignedIn({ ...visitor, person }, account.token);
    return accepted.ok ? { ok: true as const, value: { to: "/", cookies: [] } } : accepted;
  }
  const joined = await joinAndSignIn(visitor, request, account);
  if (!joined.ok) return joined;
  const { cookies } = joined.value;
  return { ok: true as const, value: { to: cookies.length > 0 ? "/" : "/sign-in", cookies } };
}

const signInPath = (token: string) => `/sign-in?next=${encodeURIComponent(`/invite/${token}`)}`;

export default function Invite({ loaderData, actionData, params }: Route.ComponentProps) {
  const { invite, person, is_member } = loaderData;
  const refusal = actionData?.refusal ?? null;
  const signIn = signInPath(params.token);
  return (
    <FrontDoor
      title={`Join ${invite.team.name}`}
      detail={
        <>
          {invite.from} invites you as <strong className="font-medium text-text">{aRole(invite.role)}</strong>
          : {ROLE_MEANS[invite.role]}
        </>
      }
    >
      {person ? (
        <InviteAccept {...{ invite, person, is_member, refusal }} />
      ) : (
        <InviteAccount
          invite={invite}
          refusal={refusal}
          signIn={signIn}
          values={actionData?.values ?? null}
        />
      )}
      <ProviderButtons providers={loaderData.providers} invite={params.token} />
      <p className="text-muted text-xs">
        The link works once and ends <When at={invite.expires_at} />.
      </p>
    </FrontDoor>
  );
}

export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
  return <InviteEnd error={error} />;
}
