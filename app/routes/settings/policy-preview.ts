import { pageContext } from "../page/page-context.ts";
import type { Route } from "./+types/policy-preview.ts";
import { previewAnswer } from "./change-policy.ts";

/** What the policy's form would do, asked while it is filled in. A body that is no JSON object is a preview of nothing. */
export async function action({ request, context }: Route.ActionArgs) {
  const patch: unknown = await request.json().catch(() => null);
  const named = typeof patch === "object" && patch !== null ? patch : {};
  return Response.json(await previewAnswer(pageContext(context), named as Record<string, unknown>));
}
