import { ok, type Result } from "../../domain/refusal.ts";
import type { GitFacts } from "../../engines/agent-api.ts";
import { guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { findSandbox } from "../sandboxes/find-sandbox.ts";
import { askSandbox } from "./agent-request.ts";

/** What a running sandbox's repository has that is not pushed; nulls where there is no repository. */
export async function gitFacts(
  context: ServiceContext,
  input: { readonly name: string },
): Promise<Result<GitFacts>> {
  return guarded(context, { action: "git.read", target: `sandbox:${input.name}` }, async () => {
    const found = await findSandbox(context, input.name, "sandboxes.read");
    if (!found.ok) return found;
    const answer = await askSandbox(context, found.value, "/git");
    return answer.ok ? ok((await answer.value.json()) as GitFacts) : answer;
  });
}
