import { wholeCharacters } from "./utf8.ts";

const NOTHING = new Uint8Array(0);

/**
 * Cuts a stream of UTF-8 between characters only. xterm (6.0) loses a character that comes in two writes when one of its
 * middle bytes is 0x80, as in every dash, ellipsis and bullet: what is written to it goes through here.
 */
export class WholeCharacters {
  #begun: Uint8Array = NOTHING;

  /** All that came and is whole: at most three bytes wait for the rest of their character. */
  push(bytes: Uint8Array): Uint8Array {
    const all = this.#begun.byteLength === 0 ? bytes : joined(this.#begun, bytes);
    const end = wholeCharacters(all);
    // Copied: what came may be part of a large buffer.
    this.#begun = end === all.byteLength ? NOTHING : all.slice(end);
    return all.subarray(0, end);
  }

  /** Bytes that wait for the rest of their character. */
  get waiting(): number {
    return this.#begun.byteLength;
  }

  /** What follows does not join on: answers the beginning of a character whose end never comes. */
  reset(): Uint8Array {
    const begun = this.#begun;
    this.#begun = NOTHING;
    return begun;
  }
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const all = new Uint8Array(one.byteLength + other.byteLength);
  all.set(one);
  all.set(other, one.byteLength);
  return all;
}
