import type { EventBody, LogBody } from "../../../workers/domain/sandbox/bodies.ts";
import { PHASES, type Phase } from "../../../workers/domain/sandbox.ts";

export interface Step {
  readonly phase: Phase;
  readonly outcome: "running" | "succeeded" | "failed" | "skipped";
  /** Epoch ms. */
  readonly started_at: number;
  readonly duration_ms: number | null;
}

/** The steps of the newest launch or resume, in order, from the journal. */
export function stepsOf(events: readonly EventBody[]): Step[] {
  const begun = events.findLastIndex(
    (event) => event.type === "state_changed" && event.to === "provisioning",
  );
  const steps = new Map<Phase, Step>();
  for (const event of begun < 0 ? [] : events.slice(begun)) {
    const { phase, outcome, duration_ms } = event.data;
    if (!isPhase(phase)) continue;
    const at = Date.parse(event.at);
    if (event.type === "phase_started") {
      steps.set(phase, { phase, outcome: "running", started_at: at, duration_ms: null });
    } else if (event.type === "phase_finished") {
      const started_at = steps.get(phase)?.started_at ?? at;
      const ended = outcome === "succeeded" || outcome === "skipped" ? outcome : "failed";
      steps.set(phase, { phase, outcome: ended, started_at, duration_ms: Number(duration_ms) || 0 });
    }
  }
  return [...steps.values()];
}

/** What was written while a step ran. */
export function logOf(step: Step, logs: readonly LogBody[]): LogBody[] {
  const until = step.duration_ms === null ? Number.POSITIVE_INFINITY : step.started_at + step.duration_ms;
  return logs.filter(({ source, at }) => {
    const time = Date.parse(at);
    return source === "provisioning" && time >= step.started_at && time <= until;
  });
}

function isPhase(value: unknown): value is Phase {
  return PHASES.some((phase) => phase === value);
}
