/** What is shown is reported each time it grew by this, bytes. */
const ACK_EVERY_BYTES = 64 * 1024;

/** How far one viewer's output has come, in offsets of the terminal. */
export class OutputPosition {
  #received: number | null = null;
  #shown = 0;
  #acked = 0;

  /** Offset of the next byte wanted; null before the first: then what is kept is given. */
  get wanted(): number | null {
    return this.#received;
  }

  /** Bytes received and not shown yet. */
  get unshown(): number {
    return this.#received === null ? 0 : this.#received - this.#shown;
  }

  /** Takes output: what of it is new, or null where bytes are missing before it. */
  take(offset: number, data: Uint8Array): { readonly offset: number; readonly data: Uint8Array } | null {
    // The first bytes given to a viewer that named no offset are the beginning of what is kept.
    this.#received ??= offset;
    if (offset > this.#received) return null;
    const fresh = data.subarray(this.#received - offset);
    const at = this.#received;
    this.#received += fresh.byteLength;
    return { offset: at, data: fresh };
  }

  /** Bytes from `from` to `to` are no longer kept. Answers how many of them this viewer has missed. */
  skip(from: number, to: number): number {
    const received = this.#received ?? from;
    if (to <= received) return 0;
    this.#received = to;
    return to - received;
  }

  /** The stream goes on from here, whatever came before. */
  moveTo(offset: number): void {
    this.#received = offset;
  }

  /** Everything before `offset` is on the screen. */
  show(offset: number): void {
    this.#shown = offset;
  }

  /** The offset to acknowledge, once, when there is enough for that. */
  takeAck(): number | null {
    if (Math.abs(this.#shown - this.#acked) < ACK_EVERY_BYTES) return null;
    this.#acked = this.#shown;
    return this.#shown;
  }
}
