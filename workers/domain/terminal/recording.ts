/** Which terminals are recorded, and what is kept of each: a film in asciicast v2, in segments. */
import type { RecordingBody } from "../sandbox/bodies.ts";
import type { Actor } from "../sandbox.ts";

/** asciicast v2 (docs.asciinema.org/manual/asciicast/v2). */
export const CAST_TYPE = "application/x-asciicast";

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

/** One film of one terminal, as the sandbox's object keeps it. All but what it is and began with is about what is stored. */
export interface Recording {
  readonly recording_id: string;
  readonly terminal_id: string;
  readonly generation: number;
  readonly title: string;
  /** Who wanted it: the policy, or a person. */
  readonly by: string;
  /** Epoch ms. */
  readonly started_at: number;
  readonly ended_at: number | null;
  /** As it began. */
  readonly cols: number;
  readonly rows: number;
  /** Output before this offset is not in it, beyond the screen that it left. */
  readonly begins_at: number;
  /** Output up to here is stored; from here it goes on after a restart. */
  readonly offset: number;
  /** The terminal's size at `offset`. */
  readonly size_at_offset: { readonly cols: number; readonly rows: number };
  readonly size_bytes: number;
  readonly duration_ms: number;
  readonly segments: number;
  readonly status: RecordingStatus;
  readonly reason: RecordingEnd | null;
}

/** @param name of the sandbox, for the download's address */
export function recordingBody(recording: Recording, name: string, origin: string): RecordingBody {
  const { recording_id, ended_at } = recording;
  return {
    recording_id,
    terminal_id: recording.terminal_id,
    title: recording.title,
    started_at: new Date(recording.started_at).toISOString(),
    ended_at: ended_at === null ? null : new Date(ended_at).toISOString(),
    duration_ms: recording.duration_ms,
    size_bytes: recording.size_bytes,
    cols: recording.cols,
    rows: recording.rows,
    status: recording.status,
    reason: recording.reason,
    download_url: `${origin}/api/v1/sandboxes/${name}/recordings/${recording_id}/content`,
  };
}

/** Everything of one sandbox's recordings lies below this in storage. */
function recordingsFolder(sandbox_id: string): string {
  return `recordings/${sandbox_id}/`;
}

/** Segments of one recording lie below this in storage. */
export function recordingFolder(sandbox_id: string, recording_id: string): string {
  return `${recordingsFolder(sandbox_id)}${recording_id}/`;
}

/** @param number counted from 1 */
export function segmentKey(sandbox_id: string, recording_id: string, number: number): string {
  return `${recordingFolder(sandbox_id, recording_id)}${String(number).padStart(6, "0")}.cast`;
}

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
