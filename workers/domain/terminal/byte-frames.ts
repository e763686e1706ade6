/**
 * Byte frames: the body of exec and process answers (`application/x-sandbar-frames`).
 * `[u8 kind][u32 length, network order][payload]`, one after another; docs/protocol.md section 3.
 */
export const BYTE_FRAMES_TYPE = "application/x-sandbar-frames";

export const BYTE_FRAME_KINDS = { started: 0, stdout: 1, stderr: 2, end: 3 } as const;
export type ByteFrameKind = (typeof BYTE_FRAME_KINDS)[keyof typeof BYTE_FRAME_KINDS];

/** Bytes before a frame's payload. */
export const BYTE_FRAME_HEADER = 5;
/** Largest payload a receiver accepts; senders stay at 64 KiB. */
export const MAX_BYTE_FRAME_PAYLOAD = 1024 * 1024;

export interface ByteFrame {
  readonly kind: ByteFrameKind;
  readonly payload: Uint8Array;
}

/** Writes a frame's header into the first 5 bytes of `frame`, whose rest is the payload already. */
export function writeByteFrameHeader(frame: Uint8Array, kind: ByteFrameKind): void {
  const view = new DataView(frame.buffer, frame.byteOffset, BYTE_FRAME_HEADER);
  view.setUint8(0, kind);
  view.setUint32(1, frame.byteLength - BYTE_FRAME_HEADER);
}

export function encodeByteFrame(kind: ByteFrameKind, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(BYTE_FRAME_HEADER + payload.byteLength);
  frame.set(payload, BYTE_FRAME_HEADER);
  writeByteFrameHeader(frame, kind);
  return frame;
}

export function encodeJsonFrame(kind: ByteFrameKind, value: unknown): Uint8Array {
  return encodeByteFrame(kind, new TextEncoder().encode(JSON.stringify(value)));
}

/** What a push gave: whole frames in order, then perhaps why the stream is malformed (nothing is decoded after that). */
export interface DecodedFrames {
  readonly frames: readonly ByteFrame[];
  readonly problem?: string;
}

/** Decodes a stream that arrives in chunks of any size. Holds at most one unfinished frame. Never throws. */
export class ByteFrameDecoder {
  #header = new Uint8Array(BYTE_FRAME_HEADER);
  #headerFilled = 0;
  #kind: ByteFrameKind = 0;
  #payload: Uint8Array | undefined;
  #filled = 0;
  #problem: string | undefined;

  push(chunk: Uint8Array): DecodedFrames {
    const frames: ByteFrame[] = [];
    let at = 0;
    while (this.#problem === undefined && at < chunk.byteLength) {
      if (this.#payload === undefined) {
        const taken = Math.min(BYTE_FRAME_HEADER - this.#headerFilled, chunk.byteLength - at);
        this.#header.set(chunk.subarray(at, at + taken), this.#headerFilled);
        this.#headerFilled += taken;
        at += taken;
        if (this.#headerFilled < BYTE_FRAME_HEADER) break;
        this.#begin();
      }
      if (this.#payload === undefined) break;
      const taken = Math.min(this.#payload.byteLength - this.#filled, chunk.byteLength - at);
      this.#payload.set(chunk.subarray(at, at + taken), this.#filled);
      this.#filled += taken;
      at += taken;
      if (this.#filled < this.#payload.byteLength) break;
      frames.push({ kind: this.#kind, payload: this.#payload });
      this.#payload = undefined;
      this.#headerFilled = 0;
    }
    return this.#problem === undefined ? { frames } : { frames, problem: this.#problem };
  }

  /** Call when the stream has ended: why it is malformed or cut short, or undefined when it ended between frames. */
  finish(): string | undefined {
    if (this.#problem !== undefined) return this.#problem;
    const unfinished = this.#headerFilled > 0 || this.#payload !== undefined;
    return unfinished ? "The stream ended inside a frame." : undefined;
  }

  #begin(): void {
    const view = new DataView(this.#header.buffer);
    const kind = view.getUint8(0);
    const length = view.getUint32(1);
    if (kind > 3) this.#problem = `The frame kind ${kind} is unknown.`;
    else if (length > MAX_BYTE_FRAME_PAYLOAD) this.#problem = `A frame of ${length} bytes is too large.`;
    else {
      this.#kind = kind as ByteFrameKind;
      this.#payload = new Uint8Array(length);
      this.#filled = 0;
    }
  }
}
