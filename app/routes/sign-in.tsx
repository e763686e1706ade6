import { data, Form, redirect, useNavigation } from "react-router";
import { SubmitButton } from "~/components/button.tsx";
import { TextField } from "~/components/field.tsx";
import { FrontDoor } from "~/components/front-door.tsx";
import { RefusalNote } from "~/components/refusal-note.tsx";
import { tryServer } from "~/components/try-server.ts";
import { ownPath } from "../../workers/domain/own-path.ts";
import { readContext } from "../../workers/http/context.ts";
import { signIn } from "../../workers/services/sessions.ts";
import { needsSetup } from "../../workers/services/setup.ts";
import type { Route } from "./+types/sign-in.ts";

export const meta: Route.MetaFunction = () => [{ title: "Sign in · Sandbar" }];

export async function loader({ context, url }: Route.LoaderArgs) {
  const { env, viewer } = readContext(context);
  if (viewer) throw redirect(ownPath(url.searchParams.get("next")));
  if (await needsSetup(env)) throw redirect("/setup");
  return null;
}

export async function action({ request, context, url }: Route.ActionArgs) {
  const { env } = readContext(context);
  const form = await request.formData();
  const email = String(form.get("email") ?? "");
  const signed = await signIn(env, request, { email, password: String(form.get("password") ?? "") });
  if (!signed.ok) return data({ refusal: signed.refusal, email }, { status: 401 });
  const headers = new Headers();
  for (const cookie of signed.value.cookies) headers.append("Set-Cookie", cookie);
  throw redirect(ownPath(url.searchParams.get("next")), { headers });
}

export const clientAction = ({ serverAction }: Route.ClientActionArgs) => tryServer(() => serverAction());

export default function SignIn({ actionData }: Route.ComponentProps) {
  const busy = useNavigation().state !== "idle";
  return (
    <FrontDoor title="Sign in" detail="To the sandboxes of your team.">
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
      </Form>
    </FrontDoor>
  );
}
