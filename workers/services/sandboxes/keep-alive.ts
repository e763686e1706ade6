import { actorOf } from "../../domain/access.ts";
import { wholeNumber } from "../../domain/policy/whole-number.ts";
import { ok, type Result } from "../../domain/refusal.ts";
import type { RecordBody } from "../../domain/sandbox/bodies.ts";
import { audited } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { findSandbox } from "./find-sandbox.ts";
import { describeRecord } from "./get-sandbox.ts";

export const KEEP_ALIVE_MINUTES_MAX = 7 * 24 * 60;

/**
 * Keeps the sandbox for at least that many minutes from now, within its lifetime; 0 takes an earlier one back.
 * Refuses with `invalid_number`, `sandbox_expired` (C18: nothing is revived), `illegal_transition` or
 * `lifetime_reached`.
 */
export async function keepAlive(
  context: ServiceContext,
  input: { readonly name: string; readonly minutes: number },
): Promise<Result<RecordBody>> {
  const { name, minutes } = input;
  const deed = { action: "sandbox.keep_alive", target: `sandbox:${name}`, data: { minutes } };
  return audited(context, deed, async () => {
    const found = await findSandbox(context, name, "sandboxes.change");
    if (!found.ok) return found;
    const bounds = { field: "minutes", min: 0, max: KEEP_ALIVE_MINUTES_MAX, unit: "minutes" };
    const read = wholeNumber(minutes, bounds);
    if (!read.ok) return read;
    const kept = await found.value.stub.keepAlive({ actor: actorOf(context.viewer), minutes: read.value });
    return kept.ok ? ok(await describeRecord(context, kept.value)) : kept;
  });
}
