import { policyFor } from "../../../domain/policy/policy-settings.ts";
import type { Broken, Commit } from "./commit.ts";

const MINUTE_MS = 60_000;

/** Nothing ends by itself without notice, while somebody is at work, or while somebody asked to keep it. */
export function* clocks({ world, before, events }: Commit): Broken {
  for (const { type, actor, data, at } of events) {
    if (type !== "operation_started" || actor.kind !== "policy" || !before) continue;
    // Saving ends nothing.
    if (data.type === "save") continue;
    const { notice } = before;
    if (!notice) {
      yield `the policy began a ${data.type} that nobody was warned of`;
      continue;
    }
    if (at < notice.at) yield `the policy's ${data.type} came before the end that was announced`;
    if (data.type !== "teardown") continue;
    if (before.keep_until !== null && at < before.keep_until && notice.reason !== "max_lifetime") {
      yield "the policy tore down what somebody asked to keep";
    }
    // A policy that has just changed may have been read before it did.
    if (notice.reason !== "idle" || at - world.policy_changed_at < 5 * MINUTE_MS) continue;
    const agent = world.engine.jails.get(before.id)?.agent;
    const active = Math.max(agent?.last_at ?? 0, before.activity.last_at);
    const { idle_timeout_minutes } = policyFor(world.policy, {}, before.idle_timeout_minutes);
    if (at - active < idle_timeout_minutes * MINUTE_MS) {
      yield `torn down as idle ${(at - active) / 1000} s after somebody was at work`;
    }
  }
}
