import { redirect } from "react-router";
import { ownPath } from "../../workers/domain/own-path.ts";
import { switchTeam } from "../../workers/services/teams.ts";
import type { Route } from "./+types/switch-team.ts";
import { answered } from "./answer.ts";
import { pageContext } from "./page-context.ts";

/** Another of the person's teams, then where they wanted to be in it. */
export async function action({ request, context }: Route.ActionArgs) {
  const form = await request.formData();
  answered(await switchTeam(pageContext(context), { team_id: String(form.get("team_id")) }));
  return redirect(ownPath(form.get("to")));
}

export function loader() {
  return redirect("/settings/team");
}
