import { data, useNavigation } from "react-router";
import type { AccountAnswer } from "~/components/account/account-answer.ts";
import { LinkedProviders } from "~/components/account/linked-providers.tsx";
import { PasswordForm } from "~/components/account/password-form.tsx";
import { SecondFactor } from "~/components/account/second-factor.tsx";
import { SessionList } from "~/components/account/session-list.tsx";
import { useShownOnce } from "~/components/account/use-shown-once.ts";
import { Who } from "~/components/account/who.tsx";
import { tryServer } from "~/components/controls/try-server.ts";
import { useRefusalInSight } from "~/components/controls/use-refusal-in-sight.ts";
import { readContext } from "../../../workers/http/context.ts";
import { ownAccount } from "../../../workers/services/accounts/own-account.ts";
import { ownAccountOf } from "../../../workers/services/accounts/own-session.ts";
import { signInProviders } from "../../../workers/services/accounts/provider-sign-in.ts";
import { answered } from "../page/answer.ts";
import { pageContext } from "../page/page-context.ts";
import { refusalStatus } from "../page/refusal-status.ts";
import { withCookies } from "../page/with-cookies.ts";
import type { Route } from "./+types/account.ts";
import { changeAccount } from "./change-account.ts";

export const meta: Route.MetaFunction = () => [{ title: "Account · Sandbar" }];

export async function loader({ request, context }: Route.LoaderArgs) {
  const own = await ownOf(context, request);
  return { account: await ownAccount(own), providers: signInProviders(own.env) };
}

export async function action({ request, context }: Route.ActionArgs) {
  const own = await ownOf(context, request);
  const changed = await changeAccount(own, await request.formData());
  if (!changed) throw data({ message: "There is no such form." }, { status: 400 });
  const { answer, cookies } = changed;
  const status = answer.refusal ? refusalStatus(answer.refusal) : 200;
  return data(answer, { status, headers: withCookies(cookies) });
}

export async function clientAction({ request, serverAction }: Route.ClientActionArgs) {
  const sent = request.clone();
  const answer = await tryServer(() => serverAction());
  if ("intent" in answer) return answer;
  const intent = String((await sent.formData()).get("intent"));
  const unreached: AccountAnswer = { intent, ...answer.data, enrolment: null, backup_codes: null };
  return data(unreached, answer.init ?? undefined);
}

async function ownOf(context: Route.LoaderArgs["context"], request: Request) {
  const { env } = readContext(context);
  const { viewer, now } = pageContext(context);
  return answered(await ownAccountOf(env, request, viewer, now));
}

export default function Account({ loaderData, actionData }: Route.ComponentProps) {
  useRefusalInSight(actionData?.refusal);
  const busy = useNavigation().state === "submitting";
  const { account, providers } = loaderData;
  const { name, email, has_password } = account;
  const answer = useShownOnce(actionData ?? null);
  return (
    <div className="grid max-w-2xl gap-5">
      <Who name={name} email={email} answer={answer} busy={busy} />
      <PasswordForm has_password={has_password} email={email} answer={answer} busy={busy} />
      <SecondFactor on={account.second_factor} has_password={has_password} answer={answer} busy={busy} />
      <LinkedProviders providers={providers} linked={account.linked} email={email} answer={answer} />
      <SessionList sessions={account.sessions} answer={answer} />
    </div>
  );
}
