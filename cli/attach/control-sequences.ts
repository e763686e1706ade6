const ESC = 0x1b;
const BEL = 0x07;
const ENQ = 0x05;
const BACKSLASH = 0x5c;
/** A sequence that is longer is no question: it goes through as it comes. Bytes. */
const HELD_BYTES = 4096;

type Place = "ground" | "escape" | "csi" | "string" | "string_end";

/**
 * Finds the control sequences in a terminal's output, however it is cut into pieces, and leaves out those that `keep` does
 * not want. Everything else goes through byte by byte; a sequence that is not complete waits for its rest.
 */
export class ControlSequences {
  readonly #keep: (sequence: string) => boolean;
  #place: Place = "ground";
  #held: number[] = [];

  /** `keep` is given whole sequences, a character a byte. */
  constructor(keep: (sequence: string) => boolean) {
    this.#keep = keep;
  }

  /** What follows does not join on to what came before. */
  reset(): void {
    this.#place = "ground";
    this.#held = [];
  }

  /** What of these bytes, and of those that waited, is to be shown. */
  push(data: Uint8Array): Uint8Array {
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < data.byteLength; ) {
      if (this.#place === "ground") {
        const from = at;
        while (at < data.byteLength && data[at] !== ESC && data[at] !== ENQ) at++;
        if (at > from) pieces.push(data.subarray(from, at));
        if (at === data.byteLength) break;
      }
      const cutOff = this.#newSequence(data[at]!);
      const shown = this.#take(data[at]!);
      pieces.push(...[cutOff, shown].filter((piece) => piece !== null));
      at++;
    }
    return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  }

  /** A sequence that another one cuts off goes through as it is. */
  #newSequence(byte: number): Uint8Array | null {
    if (this.#place === "string_end" && byte !== BACKSLASH) {
      this.#held.pop();
      const cutOff = this.#release();
      this.#held = [ESC];
      this.#place = "escape";
      return cutOff;
    }
    return byte === ESC && this.#place !== "string" ? this.#release() : null;
  }

  /** One byte of a sequence, or the one that begins it. Answers what is decided by it. */
  #take(byte: number): Uint8Array | null {
    if (this.#place === "ground" && byte === ENQ) return this.#keep("\x05") ? Uint8Array.of(byte) : null;
    this.#held.push(byte);
    if (byte === 0x18 || byte === 0x1a || this.#held.length > HELD_BYTES) return this.#release();
    this.#place = next(this.#place, byte);
    return this.#place === "ground" ? this.#decide() : null;
  }

  #decide(): Uint8Array | null {
    const wanted = this.#keep(String.fromCharCode(...this.#held));
    const whole = this.#release();
    return wanted ? whole : null;
  }

  #release(): Uint8Array | null {
    const held = this.#held;
    this.reset();
    return held.length > 0 ? Uint8Array.from(held) : null;
  }
}

/** Where a byte leads within a sequence; `ground`: it was the last one. */
function next(place: Place, byte: number): Place {
  switch (place) {
    case "escape":
      if (byte === 0x5b) return "csi";
      // OSC, DCS, SOS, PM, APC.
      if ([0x5d, 0x50, 0x58, 0x5e, 0x5f].includes(byte)) return "string";
      return byte >= 0x20 && byte <= 0x2f ? "escape" : "ground";
    case "csi":
      return byte >= 0x40 && byte <= 0x7e ? "ground" : "csi";
    case "string":
      if (byte === BEL) return "ground";
      return byte === ESC ? "string_end" : "string";
    case "string_end":
      return "ground";
    case "ground":
      return "escape";
  }
}
