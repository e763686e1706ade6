/** Which of a sandbox's own events the audit log hears of, and what they are called there (decision 021). */
import type { Actor, SandboxEvent } from "../sandbox.ts";

/** What they do is audited where they ask for it, with their address. */
const PEOPLE: readonly Actor["kind"][] = ["user", "token", "guest"];

/**
 * `noun.verb`; null for what the log does not hear of. Every change of state is told, whoever caused it, but for the
 * there and back of saves at intervals; and what nobody asked for: operations that the policy or the program began,
 * those of them that failed, and warnings.
 */
export function ownDeed({ type, actor, from, to, data }: SandboxEvent): string | null {
  const byItself = !PEOPLE.includes(actor.kind);
  switch (type) {
    case "state_changed": {
      const thereAndBack = to === "saving" || (from === "saving" && (to === "running" || to === "completed"));
      return byItself && thereAndBack ? null : "sandbox.state_changed";
    }
    case "operation_started":
      return byItself && data.type !== "save" ? `sandbox.${String(data.type)}` : null;
    case "operation_failed":
      return byItself ? "sandbox.operation_failed" : null;
    case "warned":
    case "agent_lost":
    case "leftover_found":
      return `sandbox.${type}`;
    default:
      return null;
  }
}
