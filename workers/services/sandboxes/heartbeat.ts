import { actorOf } from "../../domain/access.ts";
import { ok, type Result } from "../../domain/refusal.ts";
import type { RecordBody } from "../../domain/sandbox/bodies.ts";
import { guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { findSandbox } from "./find-sandbox.ts";
import { describeRecord } from "./get-sandbox.ts";

/** Counts as activity now. A sandbox that has ended is refused with `sandbox_expired`, and nothing is revived (C18). */
export async function heartbeat(
  context: ServiceContext,
  input: { readonly name: string },
): Promise<Result<RecordBody>> {
  // Not in the audit log when it succeeds: it comes every few seconds and changes only a clock.
  return guarded(context, { action: "sandbox.heartbeat", target: `sandbox:${input.name}` }, async () => {
    const found = await findSandbox(context, input.name, "sandboxes.change");
    if (!found.ok) return found;
    const beaten = await found.value.stub.heartbeat(actorOf(context.viewer));
    return beaten.ok ? ok(await describeRecord(context, beaten.value)) : beaten;
  });
}
