interface Chunk {
  readonly offset: number;
  readonly data: Uint8Array;
}

/**
 * What goes to the terminal, numbered by byte, from the first byte not yet acknowledged. After a reconnect the terminal
 * says where it stands and sending goes on from there: nothing is lost, nothing is applied twice.
 */
export class NumberedInput {
  #chunks: Chunk[] = [];
  /** First byte not acknowledged. */
  #base = 0;
  /** First byte not sent on this connection. */
  #sent = 0;
  /** First byte not sent on any connection. */
  #everSent = 0;
  #end = 0;

  /** Bytes typed and not yet acknowledged. */
  get bytes(): number {
    return this.#end - this.#base;
  }

  push(data: Uint8Array): void {
    if (data.byteLength > 0) this.#chunks.push({ offset: this.#end, data });
    this.#end += data.byteLength;
  }

  /** Takes back what no connection has begun to send, whole as it was pushed: a paste that has begun goes on. */
  takeBack(): Uint8Array[] {
    const begun = this.#chunks.filter((chunk) => chunk.offset < this.#everSent);
    const unsent = this.#chunks.slice(begun.length);
    this.#chunks = begun;
    const last = begun.at(-1);
    this.#end = last ? last.offset + last.data.byteLength : this.#everSent;
    return unsent.map((chunk) => chunk.data);
  }

  /** Pieces to send now, each at most `maxBytes`, with at most `window` bytes unacknowledged in total. */
  take(maxBytes: number, window: number): Chunk[] {
    const until = Math.min(this.#end, this.#base + window);
    const pieces: Chunk[] = [];
    for (const chunk of this.#chunks) {
      let at = Math.max(this.#sent, chunk.offset);
      const end = Math.min(until, chunk.offset + chunk.data.byteLength);
      while (at < end) {
        const data = chunk.data.subarray(at - chunk.offset, Math.min(end, at + maxBytes) - chunk.offset);
        pieces.push({ offset: at, data });
        at += data.byteLength;
      }
    }
    this.#sent = Math.max(this.#sent, until);
    this.#everSent = Math.max(this.#everSent, this.#sent);
    return pieces;
  }

  /** The terminal has written everything below `offset`. */
  acknowledge(offset: number): void {
    if (offset <= this.#base) return;
    this.#base = Math.min(offset, this.#end);
    this.#chunks = this.#chunks.filter((chunk) => chunk.offset + chunk.data.byteLength > this.#base);
  }

  /**
   * A new connection: the terminal has accepted this viewer's bytes below `offset` and expects that one next.
   * A terminal that no longer knows this viewer counts from elsewhere: then only bytes that were never sent go
   * out, renumbered, because a byte that was sent may have been applied.
   */
  resumeAt(offset: number): void {
    if (offset >= this.#base && offset <= this.#everSent) {
      this.acknowledge(offset);
      this.#sent = this.#base;
      return;
    }
    const unsent = this.#chunks.flatMap((chunk) => {
      const data = chunk.data.subarray(Math.max(0, this.#everSent - chunk.offset));
      return data.byteLength > 0 ? [data] : [];
    });
    this.#chunks = [];
    this.#base = this.#sent = this.#everSent = this.#end = offset;
    for (const data of unsent) this.push(data);
  }

  /** Forgets what is held: its terminal is gone. */
  discard(): void {
    this.#chunks = [];
    this.#base = this.#sent = this.#everSent = this.#end;
  }
}
