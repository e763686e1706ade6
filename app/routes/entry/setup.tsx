import { data, Form, redirect, useNavigation } from "react-router";
import { SubmitButton } from "~/components/controls/button.tsx";
import { TextField } from "~/components/controls/field.tsx";
import { fieldError, RefusalNote } from "~/components/controls/refusal-note.tsx";
import { tryServer } from "~/components/controls/try-server.ts";
import { FrontDoor } from "~/components/frame/front-door.tsx";
import { readContext } from "../../../workers/http/context.ts";
import { signIn } from "../../../workers/services/accounts/sessions.ts";
import { needsSetup, setUp } from "../../../workers/services/accounts/setup.ts";
import type { Route } from "./+types/setup.ts";

export const meta: Route.MetaFunction = () => [{ title: "Set up · Sandbar" }];

const FIELDS = ["team", "name", "email", "password"];

export async function loader({ context, url }: Route.LoaderArgs) {
  const { env } = readContext(context);
  if (!(await needsSetup(env))) throw redirect("/");
  return { token: url.searchParams.get("token") ?? "" };
}

export async function action({ request, context }: Route.ActionArgs) {
  const { env, now, address, request_id } = readContext(context);
  const form = await request.formData();
  const text = (field: string) => String(form.get(field) ?? "");
  const account = { name: text("name"), email: text("email"), password: text("password") };
  const made = await setUp(
    { env, now, address, request_id },
    { setup_token: text("setup_token"), team: text("team"), ...account },
  );
  const values = { team: text("team"), name: account.name, email: account.email };
  if (!made.ok) return data({ refusal: made.refusal, values }, { status: 400 });
  const signed = await signIn(env, request, account);
  if (!signed.ok) throw redirect("/sign-in");
  const headers = new Headers();
  for (const cookie of signed.value.cookies) headers.append("Set-Cookie", cookie);
  throw redirect("/", { headers });
}

export const clientAction = ({ serverAction }: Route.ClientActionArgs) => tryServer(() => serverAction());

export default function Setup({ loaderData, actionData }: Route.ComponentProps) {
  const busy = useNavigation().state !== "idle";
  const refusal = actionData?.refusal ?? null;
  const values = actionData && "values" in actionData ? actionData.values : null;
  if (loaderData.token === "" && !refusal) return <NeedsLink />;
  return (
    <FrontDoor title="Set up Sandbar" detail="This makes your team and its first account. It works once.">
      <Form method="post" className="grid gap-4">
        <input type="hidden" name="setup_token" value={loaderData.token} />
        <RefusalNote refusal={refusal && !FIELDS.includes(refusal.field ?? "") ? refusal : null} />
        <TextField
          label="Team"
          name="team"
          required
          maxLength={60}
          autoFocus
          autoComplete="organization"
          defaultValue={values?.team}
          error={fieldError(refusal, "team")}
        />
        <TextField
          label="Your name"
          name="name"
          required
          autoComplete="name"
          defaultValue={values?.name}
          error={fieldError(refusal, "name")}
        />
        <TextField
          label="Email"
          name="email"
          type="email"
          required
          autoComplete="username"
          defaultValue={values?.email}
          error={fieldError(refusal, "email")}
        />
        <TextField
          label="Password"
          name="password"
          type="password"
          required
          minLength={10}
          autoComplete="new-password"
          hint="At least 10 characters."
          error={fieldError(refusal, "password")}
        />
        <SubmitButton busy={busy} busyLabel="Setting up…">
          Set up
        </SubmitButton>
      </Form>
    </FrontDoor>
  );
}

function NeedsLink() {
  return (
    <FrontDoor title="Not set up yet" detail="Nobody can sign in until the first team is made.">
      <p>
        When the server started it printed a one-time link that ends in{" "}
        <code className="font-mono">/setup?token=…</code>. Open that link to make the first team and account.
      </p>
      <p className="text-muted">
        If you run the server yourself, look at its log, or set <code className="font-mono">SETUP_TOKEN</code>{" "}
        and start it again.
      </p>
    </FrontDoor>
  );
}
