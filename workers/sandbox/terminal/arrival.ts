import { CLOSE_CODES, type Hello } from "../../domain/protocol.ts";
import type { CatchUp, CaughtUp } from "./catch-up.ts";
import type { Feed } from "./feed.ts";
import { KEPT_BYTES, type PtyStream } from "./pty-stream.ts";

/** How a reader begins that has everything before `offset`, or nothing when undefined; it holds until something is awaited. */
export interface Arrival {
  readonly offset: number | undefined;
  /** Null where our own tape is enough. */
  readonly caught: CaughtUp | null;
}

/** Gets what our tape lacks. `ahead`: the offset never was; `gone`: the terminal is. */
export async function arriving(
  stream: PtyStream,
  catchUp: CatchUp,
  offset: number | undefined,
): Promise<Arrival | "ahead" | "gone"> {
  if (reaches(stream, offset)) return { offset, caught: null };
  const caught = await catchUp.from(offset);
  if (caught.is === "gone") return "gone";
  // An agent that can't tell has at least what its stream has brought.
  if (caught.is !== "backlog" && (offset ?? 0) > stream.tape.endOffset) return "ahead";
  return { offset, caught };
}

export function helloOf(stream: PtyStream, { caught }: Arrival, input_offset: number): Hello {
  const { tape, hello, exit } = stream;
  // Before its first output has come, the stream is further than our tape.
  const offset = Math.max(tape.endOffset, hello.offset, caught?.is === "backlog" ? caught.backlog.to : 0);
  return {
    pty_id: hello.pty_id,
    generation: hello.generation,
    first_offset: Math.min(offset, Math.max(hello.first_offset, offset - KEPT_BYTES)),
    offset,
    ...tape.size,
    input_offset,
    exit: exit ?? hello.exit ?? null,
  };
}

export function begin(feed: Feed, stream: PtyStream, { offset, caught }: Arrival): void {
  const { tape, base } = stream;
  if (caught?.is === "backlog") feed.beginWithBacklog(caught.backlog, offset);
  else if (offset !== undefined && offset >= tape.firstOffset) feed.begin(stream, offset, undefined);
  else if (base && caught === null) feed.beginWithScreen(base, offset);
  else feed.begin(stream, tape.firstOffset, offset);
}

/** Whether the tape has what a reader at `offset` needs. */
function reaches({ tape, base }: PtyStream, offset: number | undefined): boolean {
  if (offset === undefined) return tape.firstOffset === 0 || base !== null;
  if (offset > tape.endOffset) return false;
  return offset >= tape.firstOffset || (base?.from != null && offset <= base.from);
}

/** What a viewer is told that is closed with this code instead of being greeted. */
export function whyNot(code: number): string {
  return REASONS[code] ?? "the terminal can't be reached";
}

const REASONS: Readonly<Record<number, string>> = {
  [CLOSE_CODES.bad_frame]: "an offset that never was",
  [CLOSE_CODES.gone]: "the terminal is gone",
  [CLOSE_CODES.generation_changed]: "the sandbox was started again",
};
