import { data, redirect } from "react-router";
import { ButtonLink } from "~/components/controls/button.tsx";
import { RefusalNote } from "~/components/controls/refusal-note.tsx";
import { FrontDoor } from "~/components/frame/front-door.tsx";
import { readContext } from "../../../workers/http/context.ts";
import { arriveFromProvider } from "../../../workers/services/accounts/provider-sign-in.ts";
import { refusalStatus } from "../page/refusal-status.ts";
import { withCookies } from "../page/with-cookies.ts";
import type { Route } from "./+types/sign-in-callback.ts";

export const meta: Route.MetaFunction = () => [
  { title: "Sign in · Sandbar" },
  { name: "robots", content: "noindex" },
];

export async function loader({ request, context, params, url }: Route.LoaderArgs) {
  const { env, viewer } = readContext(context);
  const came = { provider: params.provider, query: url.searchParams };
  const arrived = await arriveFromProvider(env, request, came);
  if (arrived.ok) throw redirect(arrived.value.to, { headers: withCookies(arrived.value.cookies) });
  const { refusal } = arrived;
  return data({ refusal, signedIn: viewer !== null }, { status: refusalStatus(refusal) });
}

/** What came back is good once. */
export const shouldRevalidate = () => false;

export default function Arrive({ loaderData }: Route.ComponentProps) {
  const { refusal, signedIn } = loaderData;
  return signedIn ? (
    <FrontDoor title="Not linked" detail="Your account is as it was.">
      <RefusalNote refusal={refusal} />
      <ButtonLink to="/settings/account" look="primary">
        Back to your account
      </ButtonLink>
    </FrontDoor>
  ) : (
    <FrontDoor title="Not signed in" detail="Nothing has changed.">
      <RefusalNote refusal={refusal} />
      <ButtonLink to="/sign-in" look="primary">
        Back to sign in
      </ButtonLink>
    </FrontDoor>
  );
}
