import { data, Form, redirect, useNavigation } from "react-router";
import { ButtonLink, SubmitButton } from "~/components/controls/button.tsx";
import { TextField } from "~/components/controls/field.tsx";
import { fieldError, RefusalNote } from "~/components/controls/refusal-note.tsx";
import { tryServer } from "~/components/controls/try-server.ts";
import { FrontDoor } from "~/components/frame/front-door.tsx";
import { PASSWORD_MIN_LENGTH } from "../../../workers/domain/people/account.ts";
import { readContext } from "../../../workers/http/context.ts";
import { findResetLink, resetPassword } from "../../../workers/services/accounts/password-reset.ts";
import { refusalStatus } from "../page/refusal-status.ts";
import { withCookies } from "../page/with-cookies.ts";
import type { Route } from "./+types/reset-password.ts";

export const meta: Route.MetaFunction = () => [
  { title: "New password · Sandbar" },
  { name: "robots", content: "noindex" },
];

export async function loader({ request, context, params }: Route.LoaderArgs) {
  const { env, ctx, now } = readContext(context);
  const found = await findResetLink({ env, ctx, request, now }, params.token);
  if (found.ok) return data({ email: found.value.email, refusal: null });
  return data({ email: "", refusal: found.refusal }, { status: refusalStatus(found.refusal) });
}

export async function action({ request, context, params }: Route.ActionArgs) {
  const { env, ctx, now } = readContext(context);
  const password = String((await request.formData()).get("password") ?? "");
  const reset = await resetPassword({ env, ctx, request, now }, { token: params.token, password });
  if (!reset.ok) return data({ refusal: reset.refusal }, { status: refusalStatus(reset.refusal) });
  throw redirect("/sign-in?reset=done", { headers: withCookies(reset.value.cookies) });
}

export const clientAction = ({ serverAction }: Route.ClientActionArgs) => tryServer(() => serverAction());

export default function ResetPassword({ loaderData, actionData }: Route.ComponentProps) {
  const busy = useNavigation().state !== "idle";
  const refusal = actionData?.refusal ?? null;
  const gone = loaderData.refusal ?? (refusal?.reason_code === "reset_gone" ? refusal : null);
  if (gone) {
    return (
      <FrontDoor title="This link does not work" detail="Your password is as it was.">
        <RefusalNote refusal={gone} />
        <ButtonLink to="/reset-password" look="primary">
          Ask for another link
        </ButtonLink>
      </FrontDoor>
    );
  }
  return (
    <FrontDoor title="New password" detail={`For ${loaderData.email}. You are signed out everywhere else.`}>
      <Form method="post" className="grid gap-4">
        <input type="hidden" name="email" autoComplete="username" value={loaderData.email} readOnly />
        <RefusalNote refusal={refusal?.field ? null : refusal} />
        <TextField
          label="New password"
          name="password"
          type="password"
          required
          autoFocus
          minLength={PASSWORD_MIN_LENGTH}
          autoComplete="new-password"
          hint={`At least ${PASSWORD_MIN_LENGTH} characters.`}
          error={fieldError(refusal, "password")}
        />
        <SubmitButton busy={busy} busyLabel="Setting…">
          Set password
        </SubmitButton>
      </Form>
    </FrontDoor>
  );
}
