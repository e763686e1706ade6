import { ok, type Result } from "../../domain/refusal.ts";
import type { ListeningPort } from "../../engines/agent-api.ts";
import { guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { findSandbox } from "../sandboxes/find-sandbox.ts";
import { askSandbox } from "./agent-request.ts";
import { previewAddress } from "./previews.ts";

export interface PortBody extends ListeningPort {
  /** Opens its preview for whoever is signed in; null where there are no previews. */
  readonly url: string | null;
}

/** Ports that programs in the sandbox listen on now. */
export async function listPorts(
  context: ServiceContext,
  input: { readonly name: string },
): Promise<Result<{ readonly items: readonly PortBody[] }>> {
  return guarded(context, { action: "port.list", target: `sandbox:${input.name}` }, async () => {
    const found = await findSandbox(context, input.name, "sandboxes.read");
    if (!found.ok) return found;
    const answer = await askSandbox(context, found.value, "/ports");
    if (!answer.ok) return answer;
    const { items } = (await answer.value.json()) as { items: ListeningPort[] };
    const { name } = found.value;
    return ok({
      items: items.map((one) => ({ ...one, url: previewAddress(context, { name, port: one.port }) })),
    });
  });
}
