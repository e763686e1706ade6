/** What a terminal is called after the program in its foreground. */

/** Nothing tells when a program has started or ended: it is looked this long after a line was typed, in milliseconds. */
const LOOKS_MS = [200, 1_000, 5_000] as const;

export class PtyTitle {
  readonly #read: () => string | undefined;
  readonly #changed: () => void;
  #last: string;
  /** What `changed` was called with, so to say. */
  #told: string;
  #timer: NodeJS.Timeout | undefined;

  /** `read` says what runs in the foreground; undefined where nothing does. */
  constructor(first: string, read: () => string | undefined, changed: () => void) {
    this.#read = read;
    this.#changed = changed;
    this.#last = first;
    this.#told = first;
  }

  get now(): string {
    this.#last = this.#read() || this.#last;
    return this.#last;
  }

  /** Something was typed that may start a program or end one. */
  typed(bytes: Uint8Array): void {
    if (bytes.some((byte) => byte < 0x20)) this.#look(0);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #look(step: number): void {
    clearTimeout(this.#timer);
    const after = LOOKS_MS[step];
    if (after === undefined) return;
    this.#timer = setTimeout(() => {
      this.#look(step + 1);
      if (this.now === this.#told) return;
      this.#told = this.now;
      this.#changed();
    }, after).unref();
  }
}
