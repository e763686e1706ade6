/** What terminal frames are: their numbers, shapes and bounds. */
export const FRAME_TYPES = {
  input: 0x01,
  resize: 0x02,
  ack: 0x03,
  ping: 0x04,
  claim: 0x05,
  output: 0x81,
  hello: 0x82,
  size: 0x83,
  dropped: 0x84,
  exit: 0x85,
  pong: 0x86,
  input_ack: 0x87,
  notice: 0x88,
  screen: 0x89,
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
/** Output that the agent sends without an acknowledgement, bytes: between these, by the reader's pace (viewer-window.ts). */
export const OUTPUT_WINDOW = { smallest: 384 * 1024, largest: 1024 * 1024 } as const;
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
  | { readonly type: "ping"; readonly nonce: number }
  /** "I am at work here": from now on the size this viewer asked for is the terminal's. Input says so too. */
  | { readonly type: "claim" };

/**
 * What a terminal showed at `offset`: written to a terminal of that size that was reset, `data` brings back both buffers,
 * the cursor and the modes. Output goes on from `offset`.
 */
export interface ScreenFrame {
  readonly type: "screen";
  readonly offset: number;
  readonly cols: number;
  readonly rows: number;
  readonly data: Uint8Array;
}

export type FromPtyFrame =
  | { readonly type: "output"; readonly offset: number; readonly data: Uint8Array }
  | { readonly type: "hello"; readonly hello: Hello }
  /** From here in the stream on, the terminal has this size. */
  | { readonly type: "size"; readonly cols: number; readonly rows: number }
  | ScreenFrame
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

/** Bytes before the data of a screen frame: type, offset, cols, rows. */
export const SCREEN_HEADER_BYTES = 13;

/** Whether a number of columns or rows is one a PTY can have. */
export function isPtySide(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= MAX_PTY_SIDE;
}
