import { type CastHeader, parseEvent, parseHeader } from "./asciicast.ts";
import { Recording } from "./recording.ts";

/** A longer line is no event of any recorder; without a bound one file could take all memory. */
const LONGEST_LINE = 16 * 1024 * 1024;

export type Loaded =
  /** `problem` is why it could not be read to its end; what came before it plays. */
  { readonly ok: true; readonly problem: string | null } | { readonly ok: false; readonly problem: string };

interface LoadHooks {
  /** The header was read: from here on the recording grows. */
  begun(recording: Recording): void;
  /** More of it is there. */
  grown(): void;
}

/** Reads an asciicast file as it comes. Lines that can't be read are told in the recording, and left out. */
export async function loadRecording(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  hooks: LoadHooks,
): Promise<Loaded> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const lines = new Lines();
  let recording: Recording | null = null;
  let problem: string | null = null;
  const take = (line: string, isCut: boolean): Loaded | null => {
    if (!recording) {
      const header = parseHeader(line);
      if (!header.ok) return { ok: false, problem: header.problem };
      recording = begin(header.value, hooks);
    } else takeEvent(recording, line, lines.count, isCut);
    return null;
  };
  for (;;) {
    const read = await reader.read().catch((error: unknown) => {
      problem = `The rest could not be loaded (${error instanceof Error ? error.message : "the connection ended"}).`;
      return { done: true, value: undefined } as const;
    });
    if (read.done) break;
    for (const line of lines.push(read.value)) {
      const failed = take(line, false);
      if (failed) return failed;
    }
    hooks.grown();
  }
  const rest = lines.rest();
  if (rest !== null) {
    const failed = take(rest, true);
    if (failed) return failed;
  }
  if (!recording) return { ok: false, problem: problem ?? "This recording is empty so far." };
  hooks.grown();
  return { ok: true, problem };
}

function begin(header: CastHeader, hooks: LoadHooks): Recording {
  const recording = new Recording(header);
  hooks.begun(recording);
  return recording;
}

function takeEvent(recording: Recording, line: string, number: number, isCut: boolean): void {
  if (line.trim() === "") return;
  const event = parseEvent(line);
  if (event.ok) recording.push(event.value);
  else recording.pushBadLine(number, isCut ? "The file ends in the middle of it." : event.problem);
}

/** Cuts text that comes in pieces into lines. */
class Lines {
  /** How many lines were given out. */
  count = 0;
  #open: string[] = [];
  #openLength = 0;

  /** The lines that end in this piece, without their line breaks; one that is too long is given cut, and so is bad. */
  *push(piece: string): Generator<string> {
    let from = 0;
    for (let at = piece.indexOf("\n"); at !== -1; at = piece.indexOf("\n", from)) {
      this.#keep(piece.slice(from, at));
      from = at + 1;
      yield this.#take();
    }
    this.#keep(piece.slice(from));
  }

  /** What follows the last line break; null when that is nothing. */
  rest(): string | null {
    return this.#openLength > 0 ? this.#take() : null;
  }

  #keep(part: string): void {
    const room = LONGEST_LINE - this.#openLength;
    if (part.length === 0 || room <= 0) return;
    const kept = part.slice(0, room);
    this.#open.push(kept);
    this.#openLength += kept.length;
  }

  #take(): string {
    const line = this.#open.join("");
    this.#open = [];
    this.#openLength = 0;
    this.count += 1;
    return line;
  }
}
