import type { RecordBody } from "../../../workers/domain/sandbox/bodies.ts";
import { shortDuration } from "../controls/durations.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What one click adds, and takes away again. */
export const STEP_MINUTES = 30;

/** What a keep-alive may ask for at most. */
const MAX_MINUTES = 7 * 24 * 60;

type Teardown = Pick<RecordBody, "teardown" | "last_activity" | "idle_timeout_minutes">;

/** "4:12" below an hour, "3 h" above; "now" once it has passed. */
export function countdown(ms: number): string {
  if (ms <= 0) return "now";
  if (ms >= HOUR_MS) return shortDuration(ms);
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

const KEPT = "when the time it is kept for ends";

/** The end of a sentence that begins with "Saved and archived in 4 min": until people are warned, it may not come to it. */
export function becauseWords({ teardown, last_activity }: Teardown): string {
  switch (teardown.reason) {
    case "idle":
      if (teardown.kept_until !== null) return `${KEPT}, unless somebody works in it`;
      return `${teardown.warned_at ? "because nothing happened" : "if nothing happens"} for ${minutes(Date.parse(teardown.at ?? "") - Date.parse(last_activity.at))}`;
    case "completed":
      return teardown.kept_until === null ? "because it is completed" : `${KEPT}, as it is completed`;
    case "max_lifetime":
      return "because it has run for as long as the policy allows";
    default:
      return "because the policy says so";
  }
}

/** Which setting that is, as a sentence. */
export function settingWords({ teardown, idle_timeout_minutes }: Teardown): string {
  switch (teardown.policy) {
    case "idle_timeout_minutes":
      return idle_timeout_minutes === null
        ? "Set by the idle time of the policy."
        : "Set by this sandbox’s own idle time.";
    case "completed_retention_minutes":
      return "Set by how long the policy keeps completed sandboxes.";
    case "max_lifetime_hours":
      return "Set by the longest lifetime of the policy; it can’t be kept longer.";
    default:
      return "Set by the policy.";
  }
}

/**
 * Minutes from `now` to ask a keep-alive for, so that the end moves by `step` minutes; 0 takes the extension back.
 * Null where there is nothing to take away.
 */
export function keepAliveMinutes({ teardown }: Teardown, now: number, step: number): number | null {
  const { at, kept_until } = teardown;
  const from = step < 0 ? kept_until : at;
  if (from === null) return step < 0 ? null : step;
  const left = Math.max(0, Math.ceil((Date.parse(from) - now) / MINUTE_MS));
  return Math.min(MAX_MINUTES, Math.max(0, left + step));
}

const BLOCKERS: Readonly<Record<string, string>> = {
  save_failed: "The last save failed, so it is not torn down by itself.",
  export_in_progress: "An export is running, so it stays.",
  operation_in_progress: "Something is being done to it, so it stays.",
  checkpoint_corrupt: "Its saved files are damaged, so it is not torn down by itself.",
  checkpoint_missing: "Its saved files are missing, so it is not torn down by itself.",
};

/** Why automatic teardown does not act. */
export function blockerWords(code: string): string {
  return BLOCKERS[code] ?? `It is not torn down by itself now (${code.replaceAll("_", " ")}).`;
}

/** Whether it passes by itself, with the operation that runs. */
export function isPassing({ code }: { readonly code: string }): boolean {
  return code.endsWith("_in_progress");
}

function minutes(ms: number): string {
  const count = Math.max(1, Math.round(ms / MINUTE_MS));
  if (count >= 120 && count % 60 === 0) return `${count / 60} hours`;
  return count === 1 ? "a minute" : `${count} minutes`;
}
