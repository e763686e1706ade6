/** Reads answers that are terminal frames (docs/protocol.md section 1). */
import { decodeFromPty, type FromPtyFrame } from "../domain/protocol.ts";
import { unexpectedAgentAnswer } from "./agent-answers.ts";
import type { PtyScreen } from "./agent-api.ts";

/** Frames, each after its length as u32. */
export function frameList(bytes: Uint8Array): FromPtyFrame[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: FromPtyFrame[] = [];
  for (let at = 0; at < bytes.byteLength; ) {
    const end = at + 4 <= bytes.byteLength ? at + 4 + view.getUint32(at) : Number.POSITIVE_INFINITY;
    if (end > bytes.byteLength) throw unexpectedAgentAnswer("a frame that is cut off");
    frames.push(frame(bytes.subarray(at + 4, end)));
    at = end;
  }
  return frames;
}

export function screenFrame(bytes: Uint8Array): PtyScreen {
  const screen = frame(bytes);
  if (screen.type !== "screen") throw unexpectedAgentAnswer(`a ${screen.type} frame as a screen`);
  const { offset, cols, rows, data } = screen;
  return { offset, cols, rows, data };
}

function frame(bytes: Uint8Array): FromPtyFrame {
  const decoded = decodeFromPty(bytes);
  if (!decoded.ok) throw unexpectedAgentAnswer(decoded.problem);
  return decoded.frame;
}
