/** Finds the parts of a terminal's output that are text alone: whole lines of it can be left out (screen-terminal.ts). */

export interface PlainRun {
  /** Index after it. */
  readonly end: number;
  /** Nothing but letters of one column, CR and LF: where the cursor is can be counted. */
  readonly countable: boolean;
}

const [TAB, LF, CR] = [9, 10, 13];
const [COUNTABLE, PLAIN, OTHER] = [0, 1, 2];
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === LF || byte === CR || (byte >= 0x20 && byte < 0x7f)) return COUNTABLE;
  return byte === TAB || byte >= 0x80 ? PLAIN : OTHER;
});

/** How far there is nothing from `from` on but text, CR, LF and TAB; controls written as two bytes (C2 80 to 9F) are none. */
export function plainRun(bytes: Uint8Array, from: number): PlainRun {
  const shift = bytes.byteOffset & 3;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset - shift, (bytes.byteLength + shift) >> 2);
  let countable = true;
  let index = from;
  while (index < bytes.byteLength) {
    if (((index + shift) & 3) === 0) {
      let word = (index + shift) >> 2;
      while (word + 3 < words.length && areText(words, word)) word += 4;
      while (word < words.length && isText(words[word]!)) word++;
      index = word * 4 - shift;
    }
    const block = Math.min(bytes.byteLength, ((index + shift) & ~3) + 4 - shift);
    for (; index < block; index++) {
      const byte = bytes[index]!;
      const kind = KINDS[byte]!;
      if (kind === COUNTABLE) continue;
      if (kind === OTHER) return { end: index, countable };
      if (byte >= 0x80 && byte < 0xa0 && index > from && bytes[index - 1] === 0xc2) {
        return { end: index - 1, countable };
      }
      countable = false;
    }
  }
  return { end: bytes.byteLength, countable };
}

/** Whether all four bytes are 20 to 7E. */
function isText(word: number): boolean {
  return ((word | (word + 0x01010101) | (word - 0x20202020)) & 0x80808080) === 0;
}

/** The same for four words at once. */
function areText(words: Int32Array, at: number): boolean {
  const [a, b, c, d] = [words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!];
  const high = a | b | c | d | (a + 0x01010101) | (b + 0x01010101) | (c + 0x01010101) | (d + 0x01010101);
  const low = (a - 0x20202020) | (b - 0x20202020) | (c - 0x20202020) | (d - 0x20202020);
  return ((high | low) & 0x80808080) === 0;
}

/**
 * The cursor's column after letters and LF alone, on a terminal that wraps and has `cols` columns. They must end with LF, after which
 * the cursor is never behind the last column.
 */
export function columnAfter(bytes: Uint8Array, column: number, cols: number): number {
  let at = column;
  for (let index = 0; index < bytes.byteLength; ) {
    const end = bytes.indexOf(LF, index);
    const letters = end - index;
    if (letters > 0) at = Math.min(((at + letters - 1) % cols) + 1, cols - 1);
    index = end + 1;
  }
  return at;
}
