/**
 * Output that can be checked anywhere without being kept: every byte follows from a seed and its offset. Runs in the
 * tests, and inside the sandbox, where print-stream.ts prints it.
 */
export const BLOCK_BYTES = 64 * 1024;
/** Printable: nothing that a terminal would answer. */
const ALPHABET = Buffer.from("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
const LINE_BYTES = 96;

/** Bytes `index * BLOCK_BYTES` and on, one block long. */
export function knownBlock(seed: number, index: number): Buffer {
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  let state = (Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) | 1;
  for (let at = 0; at < BLOCK_BYTES; ) {
    // xorshift32: five characters of six bits from each word.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    for (let bits = 0; bits < 30 && at < BLOCK_BYTES; bits += 6) {
      block[at] = at % LINE_BYTES >= LINE_BYTES - 2 ? (at % 2 ? 10 : 13) : ALPHABET[(state >>> bits) & 63]!;
      at++;
    }
  }
  return block;
}

/** Compares pieces of the stream with what they should be; keeps the last blocks, since viewers are near each other. */
export class KnownStream {
  readonly seed: number;
  readonly #blocks = new Map<number, Buffer>();

  constructor(seed: number) {
    this.seed = seed;
  }

  /** Where `data`, which begins at `offset`, first differs; undefined when it is right. */
  difference(offset: number, data: Uint8Array): number | undefined {
    for (let at = 0; at < data.byteLength; ) {
      const position = offset + at;
      const inBlock = position % BLOCK_BYTES;
      const length = Math.min(BLOCK_BYTES - inBlock, data.byteLength - at);
      const wanted = this.#block(Math.floor(position / BLOCK_BYTES)).subarray(inBlock, inBlock + length);
      const got = data.subarray(at, at + length);
      if (Buffer.compare(wanted, got) !== 0)
        return position + wanted.findIndex((byte, index) => byte !== got[index]);
      at += length;
    }
    return undefined;
  }

  #block(index: number): Buffer {
    const known = this.#blocks.get(index);
    if (known) return known;
    const block = knownBlock(this.seed, index);
    if (this.#blocks.size >= 512) this.#blocks.delete(this.#blocks.keys().next().value!);
    this.#blocks.set(index, block);
    return block;
  }
}
