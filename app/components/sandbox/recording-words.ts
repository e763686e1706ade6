import type { RecordBody, RecordingBody } from "../../../workers/domain/sandbox/bodies.ts";
import type { RecordingEnd } from "../../../workers/domain/terminal/recording.ts";
import { bytes } from "../controls/durations.ts";
import type { Tone } from "../controls/state-words.ts";

type Described = Pick<RecordingBody, "status" | "reason">;

export function recordingStatus({ status }: Described): { tone: Tone; words: string; moving: boolean } {
  switch (status) {
    case "recording":
      return { tone: "bad", words: "Recording now", moving: true };
    case "ended":
      return { tone: "idle", words: "Ended", moving: false };
    case "cut":
      return { tone: "warn", words: "Cut short", moving: false };
  }
}

const ENDS: Readonly<Record<RecordingEnd, string>> = {
  exited: "Ended when its shell exited.",
  closed: "Ended when its shell was closed.",
  stopped: "Ended when recording was switched off.",
  sandbox_ended: "Ended with its sandbox.",
  generation_changed: "Ended when the sandbox was started again.",
  limit: "Cut where it reached the size that one recording may have; the terminal went on.",
  storage_failed: "Cut because storage could not take it; the terminal went on without it.",
};

/** Why it is no longer made; null while it is. */
export function recordingEnd({ status, reason }: Described): string | null {
  return status === "recording" || reason === null ? null : ENDS[reason];
}

/** "6 s", "2 min 05 s", "1 h 04 min": how long it plays. */
export function playingTime(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (part: number) => String(part).padStart(2, "0");
  if (hours > 0) return `${hours} h ${two(minutes)} min`;
  return minutes > 0 ? `${minutes} min ${two(rest)} s` : `${rest} s`;
}

export function recordingFacts({ duration_ms, size_bytes, cols, rows }: RecordingBody): string {
  return [playingTime(duration_ms), bytes(size_bytes), `${cols} × ${rows}`].join(" · ");
}

/** What a file of it is called where it is kept. */
export function recordingFileName(
  sandbox: string,
  { recording_id }: Pick<RecordingBody, "recording_id">,
): string {
  return `${sandbox}-${recording_id}.cast`;
}

/** Whether its terminals are recorded, and by whose wish. */
export function recordingRuleWords({ recording }: Pick<RecordBody, "recording">): string {
  if (!recording.on) return "Its terminals are not recorded.";
  return recording.by === "policy"
    ? "The team’s policy records every terminal."
    : "Its terminals are recorded, and everybody in them is told.";
}
