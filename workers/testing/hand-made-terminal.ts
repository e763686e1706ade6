/** A terminal whose stream a test makes by hand, for what reads it from inside the object. */
import type { FromPtyFrame, PtyExit } from "../domain/protocol.ts";
import type { TapHandle, TerminalTap } from "../sandbox/terminal/tap.ts";

export class HandMadeTerminal {
  readonly #written: Uint8Array[] = [];
  /** Taps that are joined, with what each has acknowledged. */
  readonly taps = new Map<TerminalTap, number>();
  /** Where each tap joined, in order. */
  readonly joined: number[] = [];
  exit: PtyExit | null = null;
  cols = 80;
  rows = 24;

  get offset(): number {
    return this.#written.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** The least that a tap has acknowledged. */
  get acked(): number {
    return Math.min(...this.taps.values());
  }

  async tap(tap: TerminalTap, offset: number): Promise<TapHandle> {
    this.joined.push(offset);
    this.taps.set(tap, offset);
    const { cols, rows, exit } = this;
    tap.receive({
      type: "hello",
      hello: {
        pty_id: "t1",
        generation: 1,
        first_offset: 0,
        offset: this.offset,
        cols,
        rows,
        input_offset: 0,
        exit,
      },
    });
    tap.receive({ type: "size", cols, rows });
    let at = 0;
    for (const data of this.#written) {
      const skipped = Math.max(0, offset - at);
      if (skipped < data.byteLength) {
        tap.receive({ type: "output", offset: at + skipped, data: data.subarray(skipped) });
      }
      at += data.byteLength;
    }
    return {
      ack: (acked) => this.taps.has(tap) && void this.taps.set(tap, Math.max(acked, this.taps.get(tap) ?? 0)),
      leave: () => void this.taps.delete(tap),
    };
  }

  write(text: string | Uint8Array): void {
    const data = typeof text === "string" ? new TextEncoder().encode(text) : text;
    const offset = this.offset;
    this.#written.push(data);
    this.send({ type: "output", offset, data });
  }

  resize(cols: number, rows: number): void {
    this.cols = cols;
    this.rows = rows;
    this.send({ type: "size", cols, rows });
  }

  end(exit_code: number): void {
    this.exit = { exit_code, signal: null };
    this.send({ type: "exit", exit: this.exit });
  }

  /** The relay lets go of everybody. */
  close(code: number): void {
    const taps = [...this.taps.keys()];
    this.taps.clear();
    for (const tap of taps) tap.closed(code, "");
  }

  send(frame: FromPtyFrame): void {
    for (const tap of [...this.taps.keys()]) tap.receive(frame);
  }
}
