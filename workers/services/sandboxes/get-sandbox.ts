import { factsOf, forecast } from "../../domain/policy.ts";
import { ok, type Result } from "../../domain/refusal.ts";
import type { RecordBody } from "../../domain/sandbox/bodies.ts";
import { recordBody } from "../../domain/sandbox/record-body.ts";
import type { SandboxRecord } from "../../domain/sandbox.ts";
import { recordingRule } from "../../domain/terminal/recording.ts";
import { guarded } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { findSandbox } from "./find-sandbox.ts";
import { policies } from "./forecasts.ts";

/** The record as its one writer knows it now. */
export async function getSandbox(
  context: ServiceContext,
  input: { readonly name: string },
): Promise<Result<RecordBody>> {
  return guarded(context, { action: "sandbox.read", target: `sandbox:${input.name}` }, async () => {
    const found = await findSandbox(context, input.name, "sandboxes.read");
    if (!found.ok) return found;
    const { stub, row } = found.value;
    // Null when its launch has not reached the object yet: then the row, in state `new`, is all there is.
    return ok(await describeRecord(context, (await stub.record()) ?? row.record));
  });
}

/** The body of a record that a service has at hand. */
export async function describeRecord(context: ServiceContext, record: SandboxRecord): Promise<RecordBody> {
  const policyOf = await policies(context);
  const policy = policyOf(record);
  const teardown = forecast(policy, factsOf(record), context.now);
  const recording = recordingRule(record.recording, policy.record_terminals);
  return recordBody(record, teardown, recording, context.origin);
}
