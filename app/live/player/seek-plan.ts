import type { Keyframe } from "./keyframe.ts";

export type SeekPlan =
  /** Go on from here. */
  | { readonly kind: "play_on" }
  /** Begin again at a keyframe, or at the very beginning (null), and play on from there. */
  | { readonly kind: "restore"; readonly frame: Keyframe | null };

/** Bringing back a screen costs about as much as playing this much output. */
const RESTORE_COST_BYTES = 64 * 1024;

/** The cheapest exact way from before event `at` to before event `goal`. */
export function planSeek(
  at: number,
  goal: number,
  before: (event: number) => Keyframe | null,
  bytesBefore: (event: number) => number,
): SeekPlan {
  const frame = before(goal);
  if (goal < at) return { kind: "restore", frame };
  if (!frame || frame.event <= at) return { kind: "play_on" };
  const saved = bytesBefore(frame.event) - bytesBefore(at);
  return saved > RESTORE_COST_BYTES ? { kind: "restore", frame } : { kind: "play_on" };
}
