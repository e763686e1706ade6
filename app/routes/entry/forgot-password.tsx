import { data, Form, Link, useNavigation } from "react-router";
import { SubmitButton } from "~/components/controls/button.tsx";
import { TextField } from "~/components/controls/field.tsx";
import { RefusalNote } from "~/components/controls/refusal-note.tsx";
import { tryServer } from "~/components/controls/try-server.ts";
import { FrontDoor } from "~/components/frame/front-door.tsx";
import { readContext } from "../../../workers/http/context.ts";
import { askForReset, mailLeaves } from "../../../workers/services/accounts/password-reset.ts";
import { refusalStatus } from "../page/refusal-status.ts";
import type { Route } from "./+types/forgot-password.ts";

export const meta: Route.MetaFunction = () => [{ title: "Forgot password · Sandbar" }];

export function loader({ context }: Route.LoaderArgs) {
  return { mailed: mailLeaves(readContext(context).env) };
}

export async function action({ request, context }: Route.ActionArgs) {
  const { env, ctx, now } = readContext(context);
  const email = String((await request.formData()).get("email") ?? "");
  const asked = await askForReset({ env, ctx, request, now }, { email });
  if (!asked.ok) return data({ refusal: asked.refusal, email }, { status: refusalStatus(asked.refusal) });
  return data({ refusal: null, email }, { status: 200 });
}

export const clientAction = ({ serverAction }: Route.ClientActionArgs) => tryServer(() => serverAction());

export default function ForgotPassword({ loaderData, actionData }: Route.ComponentProps) {
  const busy = useNavigation().state !== "idle";
  const refusal = actionData?.refusal ?? null;
  if (actionData && "email" in actionData && !refusal) {
    return (
      <FrontDoor title="Look at your mail" detail={`If ${actionData.email} has an account here.`}>
        <p role="status">
          {loaderData.mailed
            ? "A link is on its way that sets a new password. It works once, within an hour."
            : "This deployment sends no mail: whoever runs it finds the link in the server’s log. It works once, within an hour."}
        </p>
        <BackToSignIn />
      </FrontDoor>
    );
  }
  return (
    <FrontDoor title="Forgot password?" detail="A link by mail lets you set a new one.">
      <Form method="post" className="grid gap-4">
        <RefusalNote refusal={refusal} />
        <TextField label="Email" name="email" type="email" autoComplete="username" required autoFocus />
        <SubmitButton busy={busy} busyLabel="Asking…">
          Send the link
        </SubmitButton>
      </Form>
      <BackToSignIn />
    </FrontDoor>
  );
}

function BackToSignIn() {
  return (
    <Link to="/sign-in" className="justify-self-start text-muted underline underline-offset-2">
      Back to sign in
    </Link>
  );
}
