import type { Progress } from "../progress.ts";

/**
 * How far one operation is: bytes that went to and came from storage, of about `total`. An archive that is stored and
 * read back moves twice. A guess that proves too small is dropped, rather than shown as more than all.
 */
export class Tally {
  readonly #tell: Progress;
  #bytes = 0;
  #total: number | null;

  constructor(tell: Progress, total: number | null) {
    this.#tell = tell;
    this.#total = total;
  }

  expect(total: number): void {
    this.#total = total;
  }

  readonly moved = (bytes: number): void => {
    this.#bytes += bytes;
    if (this.#total !== null && this.#bytes > this.#total) this.#total = null;
    this.#tell(this.#bytes, this.#total);
  };
}
