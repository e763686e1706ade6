import { DATA_HEADER_BYTES, FRAME_TYPES, type Frame, SCREEN_HEADER_BYTES } from "./frame.ts";

const encoder = new TextEncoder();

/** Writes the header of an output frame into the first 9 bytes of `frame`, whose rest is the data already. */
export function writeOutputHeader(frame: Uint8Array, offset: number): void {
  const view = new DataView(frame.buffer, frame.byteOffset, DATA_HEADER_BYTES);
  view.setUint8(0, FRAME_TYPES.output);
  view.setBigUint64(1, BigInt(offset));
}

/** Encodes a frame as one WebSocket message. Fields are trusted: offsets are non-negative safe integers. */
export function encodeFrame(frame: Frame): Uint8Array {
  switch (frame.type) {
    case "input":
    case "output": {
      const bytes = new Uint8Array(DATA_HEADER_BYTES + frame.data.byteLength);
      writeOutputHeader(bytes, frame.offset);
      bytes[0] = FRAME_TYPES[frame.type];
      bytes.set(frame.data, DATA_HEADER_BYTES);
      return bytes;
    }
    case "resize":
    case "size": {
      const bytes = new Uint8Array(5);
      const view = new DataView(bytes.buffer);
      view.setUint8(0, FRAME_TYPES[frame.type]);
      view.setUint16(1, frame.cols);
      view.setUint16(3, frame.rows);
      return bytes;
    }
    case "ack":
    case "input_ack":
      return encodeNumbers(frame.type, frame.offset);
    case "ping":
    case "pong":
      return encodeNumbers(frame.type, frame.nonce);
    case "dropped":
      return encodeNumbers(frame.type, frame.from, frame.to);
    case "claim":
      return Uint8Array.of(FRAME_TYPES.claim);
    case "screen": {
      const bytes = new Uint8Array(SCREEN_HEADER_BYTES + frame.data.byteLength);
      const view = new DataView(bytes.buffer);
      view.setUint8(0, FRAME_TYPES.screen);
      view.setBigUint64(1, BigInt(frame.offset));
      view.setUint16(9, frame.cols);
      view.setUint16(11, frame.rows);
      bytes.set(frame.data, SCREEN_HEADER_BYTES);
      return bytes;
    }
    case "hello":
      return encodeJson(frame.type, frame.hello);
    case "exit":
      return encodeJson(frame.type, frame.exit);
    case "notice":
      return encodeJson(frame.type, frame.notice);
  }
}

function encodeNumbers(type: keyof typeof FRAME_TYPES, ...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(1 + 8 * values.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, FRAME_TYPES[type]);
  for (const [index, value] of values.entries()) view.setBigUint64(1 + 8 * index, BigInt(value));
  return bytes;
}

function encodeJson(type: keyof typeof FRAME_TYPES, value: unknown): Uint8Array {
  const json = encoder.encode(JSON.stringify(value));
  const bytes = new Uint8Array(1 + json.byteLength);
  bytes[0] = FRAME_TYPES[type];
  bytes.set(json, 1);
  return bytes;
}
