/** Frames as nobody should send them. */
import {
  encodeFrame,
  FRAME_TYPES,
  MAX_FRAME_BYTES,
  type ToPtyFrame,
} from "../../../workers/domain/protocol.ts";
import type { Random } from "../../../workers/sandbox/model/random.ts";

export function randomBytes(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256));
}

/** Well-formed, of a type that a viewer sends, and harmless where it is taken. */
export function someFrame(random: Random): ToPtyFrame {
  switch (random.below(5)) {
    case 0:
      return { type: "input", offset: 0, data: randomBytes(random, random.below(40)) };
    case 1:
      return { type: "resize", cols: 1 + random.below(300), rows: 1 + random.below(100) };
    case 2:
      return { type: "ack", offset: 0 };
    case 3:
      return { type: "ping", nonce: random.word() };
    default:
      return { type: "claim" };
  }
}

/** A good frame with bytes changed, cut off, added, or doubled. */
export function mutated(random: Random): Uint8Array {
  const frame = encodeFrame(someFrame(random));
  switch (random.below(4)) {
    case 0: {
      const changed = Uint8Array.from(frame);
      for (let times = 1 + random.below(3); times > 0; times--)
        changed[random.below(changed.length)] = random.below(256);
      return changed;
    }
    case 1:
      return frame.subarray(0, random.below(frame.length));
    case 2:
      return Buffer.concat([frame, randomBytes(random, 1 + random.below(20))]);
    default:
      return Buffer.concat([frame, frame]);
  }
}

/** What only the terminal's side sends. */
export function fromTheOtherSide(random: Random): Uint8Array {
  const size = random.below(60);
  const types = [
    FRAME_TYPES.output,
    FRAME_TYPES.hello,
    FRAME_TYPES.dropped,
    FRAME_TYPES.exit,
    FRAME_TYPES.screen,
  ];
  return Buffer.concat([Uint8Array.of(random.pick(types)), randomBytes(random, size)]);
}

/** Above what a receiver takes. */
export function oversized(): Uint8Array {
  const frame = new Uint8Array(MAX_FRAME_BYTES + 1);
  frame[0] = FRAME_TYPES.input;
  return frame;
}

/** A number field out of any range. */
export function hugeNumber(type: "ack" | "ping" | "input"): Uint8Array {
  return Uint8Array.of(FRAME_TYPES[type], ...new Array<number>(8).fill(0xff));
}

export function sides(cols: number, rows: number): Uint8Array {
  return encodeFrame({ type: "resize", cols, rows });
}
