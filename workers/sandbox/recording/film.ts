/** How a recording begins, and how it goes on after a restart. */
import type { Recording } from "../../domain/terminal/recording.ts";
import type { PtyInfo } from "../../engines/agent-api.ts";
import { newId } from "../ids.ts";
import { Cast } from "./cast.ts";

/** What people call a terminal, or its program's name. */
export function titleOf({ name, title }: PtyInfo): string {
  return name ?? title;
}

/** One that has nothing yet; `at` is where in the terminal's output it begins, and with which size. */
export function newRecording(
  pty: PtyInfo,
  {
    generation,
    by,
    now,
    at,
  }: {
    readonly generation: number;
    readonly by: string;
    readonly now: number;
    readonly at: { readonly offset: number; readonly cols: number; readonly rows: number };
  },
): Recording {
  const { offset, cols, rows } = at;
  return {
    recording_id: newId("rec"),
    terminal_id: pty.pty_id,
    generation,
    title: titleOf(pty),
    by,
    started_at: now,
    ended_at: null,
    cols,
    rows,
    begins_at: offset,
    offset,
    size_at_offset: { cols, rows },
    size_bytes: 0,
    duration_ms: 0,
    segments: 0,
    status: "recording",
    reason: null,
  };
}

/** The film where its storage ends: its header first when nothing is stored, else a mark of the restart. */
export function castOf(recording: Recording, now: number): Cast {
  const { started_at, offset, size_at_offset, duration_ms, segments, title } = recording;
  const cast = new Cast(started_at, { offset, ...size_at_offset, time_ms: duration_ms });
  if (segments === 0) cast.header(title);
  else cast.mark("The product was restarted; the recording goes on", now);
  return cast;
}

/** As after a crash: complete as far as it is stored. */
export function endedAsStored(recording: Recording, reason: NonNullable<Recording["reason"]>): Recording {
  const ended_at = recording.started_at + recording.duration_ms;
  return { ...recording, status: "ended", reason, ended_at };
}
