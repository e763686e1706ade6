import { data, Form, Link, redirect, useNavigation } from "react-router";
import { SubmitButton } from "~/components/controls/button.tsx";
import { TextField } from "~/components/controls/field.tsx";
import { fieldError, RefusalNote } from "~/components/controls/refusal-note.tsx";
import { tryServer } from "~/components/controls/try-server.ts";
import { FrontDoor } from "~/components/frame/front-door.tsx";
import { ownPath } from "../../../workers/domain/people/own-path.ts";
import { readContext } from "../../../workers/http/context.ts";
import {
  giveSecondFactor,
  isSecondFactorAsked,
} from "../../../workers/services/accounts/second-factor-step.ts";
import { refusalStatus } from "../page/refusal-status.ts";
import { withCookies } from "../page/with-cookies.ts";
import type { Route } from "./+types/second-factor.ts";

export const meta: Route.MetaFunction = () => [{ title: "Second step · Sandbar" }];

export function loader({ request, context, url }: Route.LoaderArgs) {
  const { env, viewer } = readContext(context);
  if (viewer) throw redirect(ownPath(url.searchParams.get("next")));
  if (!isSecondFactorAsked(env, request)) throw redirect("/sign-in");
  return null;
}

export async function action({ request, context, url }: Route.ActionArgs) {
  const { env } = readContext(context);
  const form = await request.formData();
  const given = await giveSecondFactor(env, request, { code: String(form.get("code") ?? "") });
  if (!given.ok) return data({ refusal: given.refusal }, { status: refusalStatus(given.refusal) });
  const { cookies, invite } = given.value;
  const to = invite === null ? ownPath(url.searchParams.get("next")) : `/invite/${invite}`;
  throw redirect(to, { headers: withCookies(cookies) });
}

export const clientAction = ({ serverAction }: Route.ClientActionArgs) => tryServer(() => serverAction());

/** After a wrong code the page stays, whatever became of the sign-in: the refusal says what to do. */
export const shouldRevalidate = () => false;

export default function SecondFactor({ actionData }: Route.ComponentProps) {
  const busy = useNavigation().state !== "idle";
  const refusal = actionData?.refusal ?? null;
  return (
    <FrontDoor title="Second step" detail="Show that it is you once more.">
      <Form method="post" className="grid gap-4">
        <RefusalNote refusal={refusal?.field ? null : refusal} />
        <TextField
          label="Code"
          name="code"
          required
          autoFocus
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={20}
          className="font-mono tracking-widest"
          hint="Six digits from your authenticator app, or one of your backup codes."
          error={fieldError(refusal, "code")}
        />
        <SubmitButton busy={busy} busyLabel="Checking…">
          Go on
        </SubmitButton>
        <Link to="/sign-in" className="justify-self-start text-muted underline underline-offset-2">
          Start again
        </Link>
      </Form>
    </FrontDoor>
  );
}
