import { useEffect } from "react";
import { data, redirect } from "react-router";
import { ButtonLink } from "~/components/controls/button.tsx";
import { RefusalNote } from "~/components/controls/refusal-note.tsx";
import { tryServer } from "~/components/controls/try-server.ts";
import { FrontDoor } from "~/components/frame/front-door.tsx";
import { readContext } from "../../../workers/http/context.ts";
import { departToProvider } from "../../../workers/services/accounts/provider-sign-in.ts";
import { refusalStatus } from "../page/refusal-status.ts";
import { withCookies } from "../page/with-cookies.ts";
import type { Route } from "./+types/sign-in-provider.ts";

export const meta: Route.MetaFunction = () => [{ title: "Sign in · Sandbar" }];

/** Only a form of ours begins the way: an address could be opened by another site. */
export async function action({ request, context, params }: Route.ActionArgs) {
  const { env, person } = readContext(context);
  const form = await request.formData();
  const text = (field: string) => String(form.get(field) ?? "");
  const link = text("link") !== "";
  if (link && !person) throw redirect("/sign-in?next=/settings/account");
  const asked = { provider: params.provider, next: text("next"), invite: text("invite"), link };
  const left = await departToProvider(env, request, asked);
  if (!left.ok) return data({ refusal: left.refusal }, { status: refusalStatus(left.refusal) });
  const { url, name, cookies } = left.value;
  return data({ refusal: null, url, name }, { headers: withCookies(cookies) });
}

export const clientAction = ({ serverAction }: Route.ClientActionArgs) => tryServer(() => serverAction());

const NOT_BEGUN = { message: "This is one step of signing in.", next_step: "Begin at the sign-in page." };

/** A page of its own: browsers let no form lead to another site, however it is redirected there. */
export default function Depart({ actionData }: Route.ComponentProps) {
  const there = actionData && "url" in actionData ? actionData : null;
  useEffect(() => {
    if (there) window.location.assign(there.url);
  }, [there]);
  if (!there) {
    return (
      <FrontDoor title="Not signed in" detail="Nothing has changed.">
        <RefusalNote refusal={actionData ? actionData.refusal : NOT_BEGUN} />
        <ButtonLink to="/sign-in" look="primary">
          Back to sign in
        </ButtonLink>
      </FrontDoor>
    );
  }
  return (
    <FrontDoor title={`Continuing to ${there.name}…`} detail="It says who you are; then you come back here.">
      <meta httpEquiv="refresh" content={`0;url=${there.url}`} />
      <p>
        If nothing happens,{" "}
        <a href={there.url} className="text-accent underline underline-offset-2">
          go on to {there.name}
        </a>
        .
      </p>
    </FrontDoor>
  );
}
