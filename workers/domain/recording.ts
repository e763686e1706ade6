/** Which terminals are recorded, and what is kept of each: a film in asciicast v2, in pieces. */
import type { Actor } from "./sandbox.ts";

/** Somebody switched recording on for one sandbox. */
export interface RecordingWish {
  /** Epoch ms. */
  readonly at: number;
  readonly actor: Actor;
}

/** Why a recording is no longer made. The last two are its own failures: the terminal went on without it. */
export const RECORDING_ENDS = [
  "exited",
  "closed",
  "stopped",
  "sandbox_ended",
  "generation_changed",
  "limit",
  "storage_failed",
] as const;
export type RecordingEnd = (typeof RECORDING_ENDS)[number];

/** `ended`: complete until the terminal, the wish or the sandbox ended; `cut`: the terminal went on without it. */
export type RecordingStatus = "recording" | "ended" | "cut";

/** What holds for a sandbox. */
export interface RecordingRule {
  readonly on: boolean;
  /** Who wants it; null when nobody does. What the policy demands no person switches off. */
  readonly by: "policy" | "person" | null;
  /** When that person switched it on, epoch ms. */
  readonly since: number | null;
}

/** @param demanded whether the policy records every terminal */
export function recordingRule(wish: RecordingWish | null, demanded: boolean): RecordingRule {
  if (demanded) return { on: true, by: "policy", since: null };
  if (wish) return { on: true, by: "person", since: wish.at };
  return { on: false, by: null, since: null };
}
