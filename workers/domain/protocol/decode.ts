import {
  DATA_HEADER_BYTES,
  type Decoded,
  FRAME_TYPES,
  type Frame,
  type FromPtyFrame,
  type Hello,
  isPtySide,
  MAX_FRAME_BYTES,
  type Notice,
  type PtyExit,
  SCREEN_HEADER_BYTES,
  type ToPtyFrame,
} from "./frame.ts";

const TYPE_NAMES = new Map(
  Object.entries(FRAME_TYPES).map(([name, type]) => [type as number, name as keyof typeof FRAME_TYPES]),
);
const decoder = new TextDecoder("utf-8", { fatal: true });

/** Decodes what a viewer sends. Never throws. `data` is a view into `message`. */
export function decodeToPty(message: ArrayBuffer | Uint8Array): Decoded<ToPtyFrame> {
  const decoded = decodeFrame(message);
  if (!decoded.ok) return decoded;
  const { frame } = decoded;
  return isToPty(frame) ? { ok: true, frame } : malformed(`A ${frame.type} frame is not sent to a terminal.`);
}

/** Decodes what a terminal sends. Never throws. `data` is a view into `message`. */
export function decodeFromPty(message: ArrayBuffer | Uint8Array): Decoded<FromPtyFrame> {
  const decoded = decodeFrame(message);
  if (!decoded.ok) return decoded;
  const { frame } = decoded;
  return isToPty(frame) ? malformed(`A ${frame.type} frame is not sent by a terminal.`) : { ok: true, frame };
}

/** A type's highest bit says where its frames go. */
function isToPty(frame: Frame): frame is ToPtyFrame {
  return FRAME_TYPES[frame.type] < 0x80;
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
    case "claim":
      return bytes.byteLength === 1
        ? { ok: true, frame: { type } }
        : malformed("The claim frame has a wrong length.");
    case "screen": {
      if (bytes.byteLength < SCREEN_HEADER_BYTES) return malformed("The screen frame is too short.");
      const offset = readOffset(view, 1);
      const cols = view.getUint16(9);
      const rows = view.getUint16(11);
      if (offset === undefined || !isPtySide(cols) || !isPtySide(rows)) return outOfRange(type);
      return {
        ok: true,
        frame: { type, offset, cols, rows, data: bytes.subarray(SCREEN_HEADER_BYTES) },
      };
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

function malformed(problem: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem };
}

function outOfRange(type: string): { readonly ok: false; readonly problem: string } {
  return malformed(`A field of the ${type} frame is out of range.`);
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
