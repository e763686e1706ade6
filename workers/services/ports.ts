import { ok, type Result } from "../domain/refusal.ts";
import type { ListeningPort } from "../engines/agent-api.ts";
import { askSandbox } from "./agent-request.ts";
import { guarded } from "./audit-trail.ts";
import type { ServiceContext } from "./context.ts";
import { findSandbox } from "./find-sandbox.ts";

/** Ports that programs in the sandbox listen on now. */
export async function listPorts(
  context: ServiceContext,
  input: { readonly name: string },
): Promise<Result<{ readonly items: readonly ListeningPort[] }>> {
  return guarded(context, { action: "port.list", target: `sandbox:${input.name}` }, async () => {
    const found = await findSandbox(context, input.name, "sandboxes.read");
    if (!found.ok) return found;
    const answer = await askSandbox(context, found.value, "/ports");
    return answer.ok ? ok((await answer.value.json()) as { items: ListeningPort[] }) : answer;
  });
}
