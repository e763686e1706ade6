import { redirect } from "react-router";
import { ownPath } from "../../workers/domain/people/own-path.ts";
import { switchTeam } from "../../workers/services/team/teams.ts";
import type { Route } from "./+types/switch-team.ts";
import { answered } from "./page/answer.ts";
import { pageContext } from "./page/page-context.ts";

/** Another of the person's teams, then where they wanted to be in it. */
export async function action({ request, context }: Route.ActionArgs) {
  const form = await request.formData();
  answered(await switchTeam(pageContext(context), { team_id: String(form.get("team_id")) }));
  return redirect(ownPath(form.get("to")));
}

export function loader() {
  return redirect("/settings/team");
}
