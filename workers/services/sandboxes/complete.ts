import { actorOf } from "../../domain/access.ts";
import { ok, type Result } from "../../domain/refusal.ts";
import type { RecordBody } from "../../domain/sandbox/bodies.ts";
import { audited } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { findSandbox } from "./find-sandbox.ts";
import { describeRecord } from "./get-sandbox.ts";

/** Says that the task is done; the completed clock runs from here. Refuses with `illegal_transition`. */
export async function completeSandbox(
  context: ServiceContext,
  input: { readonly name: string; readonly exit_code?: number | null },
): Promise<Result<RecordBody>> {
  return audited(context, { action: "sandbox.complete", target: `sandbox:${input.name}` }, async () => {
    const found = await findSandbox(context, input.name, "sandboxes.change");
    if (!found.ok) return found;
    const actor = actorOf(context.viewer);
    const completed = await found.value.stub.complete({ actor, exit_code: input.exit_code ?? null });
    return completed.ok ? ok(await describeRecord(context, completed.value)) : completed;
  });
}
