/** What is kept of what was typed, unacknowledged or awaiting a choice. More is refused rather than kept without bound. */
export const HELD_INPUT_BYTES = 1024 * 1024;

/** What was typed while the connection was lost, in order, until its person sends or discards it. */
export class HeldInput {
  #pieces: Uint8Array[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  push(...pieces: readonly Uint8Array[]): void {
    for (const piece of pieces) {
      if (piece.byteLength === 0) continue;
      this.#pieces.push(piece);
      this.#bytes += piece.byteLength;
    }
  }

  /** Hands out all of it, in the pieces it was typed in. */
  take(): Uint8Array[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#bytes = 0;
    return pieces;
  }

  /** The first `limit` bytes of it, decoded. */
  preview(limit: number): string {
    const decoder = new TextDecoder();
    let left = limit;
    let text = "";
    for (const piece of this.#pieces) {
      if (left <= 0) break;
      text += decoder.decode(piece.subarray(0, left), { stream: true });
      left -= piece.byteLength;
    }
    return text;
  }
}
