import type { Recording } from "./recording.ts";

/** What is played on: xterm with a screen, or without one. */
export interface PlayTerminal {
  /** `done` is called once all of it has taken effect. */
  write(data: string | Uint8Array, done?: () => void): void;
  resize(cols: number, rows: number): void;
}

/** Output that is written before anybody else gets a turn. */
const STEP_BYTES = 64 * 1024;

/** Plays events from number `from` on, at least one and at most up to `to`; answers the number of the next. */
export async function replayStep(
  terminal: PlayTerminal,
  recording: Recording,
  from: number,
  to: number,
  stepBytes = STEP_BYTES,
): Promise<number> {
  const size = recording.sizeOf(from);
  if (size) {
    terminal.resize(size.cols, size.rows);
    return from + 1;
  }
  const most = recording.bytesBefore(from) + stepBytes;
  let next = from + 1;
  while (next < to && !recording.sizeOf(next) && recording.bytesBefore(next + 1) <= most) next += 1;
  for (const piece of recording.output(from, next)) await written(terminal, piece);
  return next;
}

/** Resolves when everything written so far, and this, has taken effect. */
export function written(terminal: PlayTerminal, data: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => terminal.write(data, resolve));
}
