import { data, Form, redirect } from "react-router";
import { Button, ButtonLink } from "~/components/controls/button.tsx";
import { FrontDoor } from "~/components/frame/front-door.tsx";
import { readContext } from "../../../workers/http/context.ts";
import type { Route } from "./+types/no-team.ts";

export const meta: Route.MetaFunction = () => [{ title: "No team · Sandbar" }];

/** Whoever is signed in and belongs to no team, be it any more; all others have better places to be. */
export function loader({ context }: Route.LoaderArgs) {
  const { viewer, person } = readContext(context);
  if (viewer) throw redirect("/");
  if (!person) throw redirect("/sign-in");
  return data({ name: person.name, email: person.email }, { status: 403 });
}

export default function NoTeam({ loaderData: { name, email } }: Route.ComponentProps) {
  return (
    <FrontDoor title="You are in no team" detail={`Signed in as ${name}, ${email}.`}>
      <p>
        You have left your last team, or were removed from it. What you made there is still there, in somebody
        else’s hands.
      </p>
      <p className="text-muted">
        Ask somebody of a team to invite you, and open the link they give you in this browser.
      </p>
      <div className="flex flex-wrap gap-2">
        <Form method="post" action="/sign-out">
          <Button type="submit" look="primary">
            Sign out
          </Button>
        </Form>
        <ButtonLink to="/" reloadDocument>
          Look again
        </ButtonLink>
      </div>
    </FrontDoor>
  );
}
