import { actorOf } from "../../domain/access.ts";
import { ok, type Result } from "../../domain/refusal.ts";
import type { RecordBody } from "../../domain/sandbox/bodies.ts";
import { audited } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { findSandbox } from "./find-sandbox.ts";
import { describeRecord } from "./get-sandbox.ts";

/**
 * Takes back a teardown, somebody's or the policy's, while it still saves; the sandbox then stays for a while.
 * Refuses with `nothing_to_undo` or `too_late_to_undo`.
 */
export async function undoTeardown(
  context: ServiceContext,
  input: { readonly name: string },
): Promise<Result<RecordBody>> {
  const deed = { action: "sandbox.teardown_undone", target: `sandbox:${input.name}` };
  return audited(context, deed, async () => {
    const found = await findSandbox(context, input.name, "sandboxes.teardown");
    if (!found.ok) return found;
    const undone = await found.value.stub.undoTeardown(actorOf(context.viewer));
    return undone.ok ? ok(await describeRecord(context, undone.value)) : undone;
  });
}
