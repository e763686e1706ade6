/**
 * Terminal frames: the one binary protocol between a viewer's browser, the sandbox's Durable Object and the
 * agent. One WebSocket message is one frame: a type byte, then fields in network byte order. Offsets are bytes:
 * `offset` counts what the PTY has written since it was created, `input offset` what one viewer has sent since
 * it first attached. docs/protocol.md section 1 is this file in words; a test holds them together.
 *
 * Offsets travel as u64 and are numbers here, so a value above 2^53 - 1 is malformed.
 */

export const FRAME_TYPES = {
  input: 0x01,
  resize: 0x02,
  ack: 0x03,
  ping: 0x04,
  output: 0x81,
  hello: 0x82,
  size: 0x83,
  dropped: 0x84,
  exit: 0x85,
  pong: 0x86,
  input_ack: 0x87,
  notice: 0x88,
} as const;

/** Why a terminal socket was closed. 1000 and 1001 keep their standard meaning; 1000 "replaced" = the same viewer attached again. */
export const CLOSE_CODES = {
  bad_frame: 4400,
  unauthenticated: 4401,
  forbidden: 4403,
  gone: 4404,
  generation_changed: 4409,
  expired: 4410,
  too_slow: 4429,
  failed: 4500,
} as const;

/** Largest payload of an input or output frame; senders split above it. */
export const MAX_FRAME_PAYLOAD = 64 * 1024;
/** Largest whole frame a receiver accepts. */
export const MAX_FRAME_BYTES = 1024 * 1024;
/** Columns and rows a PTY accepts: 1 to this. */
export const MAX_PTY_SIDE = 4096;
/** Input a viewer may have unacknowledged (`input_ack`) before it waits; the agent closes with 4429 past four times this. */
export const INPUT_WINDOW = 256 * 1024;

/** How a PTY's process ended: exactly one of the two is a value, unless how it ended is unknown (both null: a failure). */
export interface PtyExit {
  readonly exit_code: number | null;
  /** Name such as "SIGTERM". */
  readonly signal: string | null;
}

export interface Hello {
  readonly pty_id: string;
  readonly generation: number;
  /** Oldest offset still kept. */
  readonly first_offset: number;
  /** Bytes the PTY has written so far. */
  readonly offset: number;
  readonly cols: number;
  readonly rows: number;
  /** Input offset up to which this viewer's input was accepted; it sends on from here. */
  readonly input_offset: number;
  readonly role?: string;
  readonly exit?: PtyExit | null;
}

export interface Notice {
  readonly kind: string;
  readonly [field: string]: unknown;
}

export type ToPtyFrame =
  | { readonly type: "input"; readonly offset: number; readonly data: Uint8Array }
  | { readonly type: "resize"; readonly cols: number; readonly rows: number }
  | { readonly type: "ack"; readonly offset: number }
  | { readonly type: "ping"; readonly nonce: number };

export type FromPtyFrame =
  | { readonly type: "output"; readonly offset: number; readonly data: Uint8Array }
  | { readonly type: "hello"; readonly hello: Hello }
  | { readonly type: "size"; readonly cols: number; readonly rows: number }
  | { readonly type: "dropped"; readonly from: number; readonly to: number }
  | { readonly type: "exit"; readonly exit: PtyExit }
  | { readonly type: "pong"; readonly nonce: number }
  | { readonly type: "input_ack"; readonly offset: number }
  | { readonly type: "notice"; readonly notice: Notice };

export type Frame = ToPtyFrame | FromPtyFrame;

export type Decoded<F> =
  | { readonly ok: true; readonly frame: F }
  | { readonly ok: false /** One sentence: what is malformed. */; readonly problem: string };

/** Bytes before the data of an input or output frame: type and offset. */
export const DATA_HEADER_BYTES = 9;

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
    case "hello":
      return encodeJson(frame.type, frame.hello);
    case "exit":
      return encodeJson(frame.type, frame.exit);
    case "notice":
      return encodeJson(frame.type, frame.notice);
  }
}

/** Decodes what a viewer sends. Never throws. `data` is a view into `message`. */
export function decodeToPty(message: ArrayBuffer | Uint8Array): Decoded<ToPtyFrame> {
  const decoded = decodeFrame(message);
  if (!decoded.ok) return decoded;
  const { frame } = decoded;
  switch (frame.type) {
    case "input":
    case "resize":
    case "ack":
    case "ping":
      return { ok: true, frame };
    default:
      return malformed(`A ${frame.type} frame is not sent to a terminal.`);
  }
}

/** Decodes what a terminal sends. Never throws. `data` is a view into `message`. */
export function decodeFromPty(message: ArrayBuffer | Uint8Array): Decoded<FromPtyFrame> {
  const decoded = decodeFrame(message);
  if (!decoded.ok) return decoded;
  const { frame } = decoded;
  switch (frame.type) {
    case "input":
    case "resize":
    case "ack":
    case "ping":
      return malformed(`A ${frame.type} frame is not sent by a terminal.`);
    default:
      return { ok: true, frame };
  }
}

/** Decodes any frame, strictly: no missing or surplus bytes, no unknown type, no value out of range. Never throws. */
export function decodeFrame(message: ArrayBuffer | Uint8Array): Decoded<Frame> {
  const bytes = message instanceof Uint8Array ? message : new Uint8Array(message);
  if (bytes.byteLength === 0) return malformed("The frame is empty.");
  if (bytes.byteLength > MAX_FRAME_BYTES) return malformed("The frame is too large.");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = TYPE_NAMES.get(view.getUint8(0));
  switch (type) {
    case "input":
    case "output": {
      if (bytes.byteLength < DATA_HEADER_BYTES) return malformed(`The ${type} frame is too short.`);
      const offset = readOffset(view, 1);
      const data = bytes.subarray(DATA_HEADER_BYTES);
      if (offset === undefined || offset + data.byteLength > Number.MAX_SAFE_INTEGER) return outOfRange(type);
      return { ok: true, frame: { type, offset, data } };
    }
    case "resize":
    case "size": {
      if (bytes.byteLength !== 5) return malformed(`The ${type} frame has a wrong length.`);
      const cols = view.getUint16(1);
      const rows = view.getUint16(3);
      if (!isPtySide(cols) || !isPtySide(rows)) return outOfRange(type);
      return { ok: true, frame: { type, cols, rows } };
    }
    case "ack":
    case "input_ack":
    case "ping":
    case "pong": {
      if (bytes.byteLength !== 9) return malformed(`The ${type} frame has a wrong length.`);
      const value = readOffset(view, 1);
      if (value === undefined) return outOfRange(type);
      if (type === "ping" || type === "pong") return { ok: true, frame: { type, nonce: value } };
      return { ok: true, frame: { type, offset: value } };
    }
    case "dropped": {
      if (bytes.byteLength !== 17) return malformed("The dropped frame has a wrong length.");
      const from = readOffset(view, 1);
      const to = readOffset(view, 9);
      if (from === undefined || to === undefined || to < from) return outOfRange(type);
      return { ok: true, frame: { type, from, to } };
    }
    case "hello": {
      const hello = readJson(bytes);
      return isHello(hello)
        ? { ok: true, frame: { type, hello } }
        : malformed("The hello frame's fields are wrong.");
    }
    case "exit": {
      const exit = readJson(bytes);
      return isPtyExit(exit)
        ? { ok: true, frame: { type, exit } }
        : malformed("The exit frame's fields are wrong.");
    }
    case "notice": {
      const notice = readJson(bytes);
      return isNotice(notice)
        ? { ok: true, frame: { type, notice } }
        : malformed("The notice frame's fields are wrong.");
    }
    case undefined:
      return malformed("The frame's type is unknown.");
  }
}

/** Whether a number of columns or rows is one a PTY can have. */
export function isPtySide(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= MAX_PTY_SIDE;
}

const TYPE_NAMES = new Map(
  Object.entries(FRAME_TYPES).map(([name, type]) => [type as number, name as keyof typeof FRAME_TYPES]),
);
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

function malformed(problem: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem };
}

function outOfRange(type: string): { readonly ok: false; readonly problem: string } {
  return malformed(`A field of the ${type} frame is out of range.`);
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

function readOffset(view: DataView, at: number): number | undefined {
  const value = view.getBigUint64(at);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : undefined;
}

function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes.subarray(1)));
  } catch {
    return undefined; // malformed UTF-8 or JSON fails every shape check below
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isOffset(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isPtyExit(value: unknown): value is PtyExit {
  if (!isRecord(value)) return false;
  const { exit_code: code, signal } = value;
  return (code === null || Number.isInteger(code)) && (signal === null || typeof signal === "string");
}

function isNotice(value: unknown): value is Notice {
  return isRecord(value) && typeof value.kind === "string";
}

function isHello(value: unknown): value is Hello {
  return (
    isRecord(value) &&
    typeof value.pty_id === "string" &&
    isOffset(value.generation) &&
    isOffset(value.first_offset) &&
    isOffset(value.offset) &&
    value.first_offset <= value.offset &&
    isPtySide(value.cols) &&
    isPtySide(value.rows) &&
    isOffset(value.input_offset) &&
    (value.role === undefined || typeof value.role === "string") &&
    (value.exit === undefined || value.exit === null || isPtyExit(value.exit))
  );
}
