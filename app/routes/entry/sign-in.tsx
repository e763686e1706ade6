import { data, Form, Link, redirect, useNavigation } from "react-router";
import { ProviderButtons } from "~/components/account/provider-buttons.tsx";
import { SubmitButton } from "~/components/controls/button.tsx";
import { TextField } from "~/components/controls/field.tsx";
import { RefusalNote } from "~/components/controls/refusal-note.tsx";
import { tryServer } from "~/components/controls/try-server.ts";
import { FrontDoor } from "~/components/frame/front-door.tsx";
import { ownPath } from "../../../workers/domain/people/own-path.ts";
import { readContext } from "../../../workers/http/context.ts";
import { signInProviders } from "../../../workers/services/accounts/provider-sign-in.ts";
import { signIn } from "../../../workers/services/accounts/sessions.ts";
import { needsSetup } from "../../../workers/services/accounts/setup.ts";
import { withCookies } from "../page/with-cookies.ts";
import type { Route } from "./+types/sign-in.ts";

export const meta: Route.MetaFunction = () => [{ title: "Sign in · Sandbar" }];

export async function loader({ context, url }: Route.LoaderArgs) {
  const { env, viewer } = readContext(context);
  const next = ownPath(url.searchParams.get("next"));
  if (viewer) throw redirect(next);
  if (await needsSetup(env)) throw redirect("/setup");
  return { next, providers: signInProviders(env), reset: url.searchParams.has("reset") };
}

export async function action({ request, context, url }: Route.ActionArgs) {
  const { env } = readContext(context);
  const form = await request.formData();
  const email = String(form.get("email") ?? "");
  const signed = await signIn(env, request, { email, password: String(form.get("password") ?? "") });
  if (!signed.ok) {
    const status = signed.refusal.reason_code === "rate_limited" ? 429 : 401;
    return data({ refusal: signed.refusal, email }, { status });
  }
  const { cookies, second_factor } = signed.value;
  const next = ownPath(url.searchParams.get("next"));
  const to = second_factor ? `/sign-in/second-factor?next=${encodeURIComponent(next)}` : next;
  throw redirect(to, { headers: withCookies(cookies) });
}

export const clientAction = ({ serverAction }: Route.ClientActionArgs) => tryServer(() => serverAction());

export default function SignIn({ loaderData, actionData }: Route.ComponentProps) {
  const busy = useNavigation().state !== "idle";
  const { next, providers, reset } = loaderData;
  return (
    <FrontDoor title="Sign in" detail="To the sandboxes of your team.">
      {reset && !actionData ? (
        <p role="status" className="rounded-lg border border-current p-3 text-ok tinted">
          <span className="text-text">Your new password is set. Sign in with it.</span>
        </p>
      ) : null}
      <Form method="post" className="grid gap-4">
        <RefusalNote refusal={actionData?.refusal} />
        <TextField
          label="Email"
          name="email"
          type="email"
          autoComplete="username"
          required
          autoFocus
          defaultValue={actionData && "email" in actionData ? actionData.email : ""}
        />
        <TextField
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        <SubmitButton busy={busy} busyLabel="Signing in…">
          Sign in
        </SubmitButton>
        <Link to="/reset-password" className="justify-self-start text-muted underline underline-offset-2">
          Forgot password?
        </Link>
      </Form>
      <ProviderButtons providers={providers} next={next} />
    </FrontDoor>
  );
}
