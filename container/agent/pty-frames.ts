/** What a terminal has said, as one answer instead of a stream. */
import { encodeFrame } from "../../workers/domain/protocol.ts";
import type { Tape } from "../../workers/domain/terminal/tape.ts";
import type { Exchange } from "./exchange.ts";
import type { Pty } from "./pty.ts";
import { invalid, Refused } from "./refused.ts";

/** What an attached viewer would be sent from `since` to now, each frame after its length (u32). */
export async function sendTape({ response }: Exchange, pty: Pty, since: number | undefined): Promise<void> {
  const { tape } = pty;
  if (since !== undefined && since > tape.endOffset) {
    throw invalid(
      "since",
      `since must not be above ${tape.endOffset}, which is all that the terminal has written.`,
    );
  }
  const frames: Uint8Array[] = [];
  let from = since ?? 0;
  if (from < tape.firstOffset) {
    const screen = await pty.screen.take();
    const to = screen?.offset ?? tape.firstOffset;
    if (since !== undefined) frames.push(encodeFrame({ type: "dropped", from, to }));
    if (screen) frames.push(encodeFrame({ type: "screen", ...screen }));
    from = to;
  } else frames.push(encodeFrame({ type: "size", ...tape.sizeAt(from) }));
  send(
    response,
    [...frames, ...outputFrames(tape, from)].flatMap((frame) => [length(frame), frame]),
  );
}

/** Output and sizes from an offset that is kept; the size there is known. */
function outputFrames(tape: Tape, from: number): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let at = from; ; ) {
    const size = at > from ? tape.sizeFrame(at) : null;
    if (size) frames.push(size);
    const output = tape.outputFrame(at, tape.endOffset);
    if (output === null) return frames;
    frames.push(output.frame);
    at = output.next;
  }
}

export async function sendScreen({ response }: Exchange, pty: Pty): Promise<void> {
  const screen = await pty.screen.now();
  if (screen === null) {
    throw new Refused(
      409,
      "screen_unknown",
      "What this terminal shows is not known: it was too large, or too much was missed.",
      {
        next_step: "Attach to it and let the program in it draw its screen anew.",
      },
    );
  }
  send(response, [encodeFrame({ type: "screen", ...screen })]);
}

function send(response: Exchange["response"], parts: readonly Uint8Array[]): void {
  const body = Buffer.concat(parts);
  response.writeHead(200, { "content-type": "application/octet-stream", "content-length": body.byteLength });
  response.end(body);
}

function length(frame: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(frame.byteLength);
  return bytes;
}
