import { gitFacts } from "../../../workers/services/work/git.ts";
import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/git.ts";

/** What is not committed or not pushed, for the teardown dialog; `null` where the sandbox does not tell. */
export async function loader({ context, params }: Route.LoaderArgs) {
  const facts = await gitFacts(pageContext(context), { name: params.name });
  return Response.json(facts.ok ? facts.value : null);
}
