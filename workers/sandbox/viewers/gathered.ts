/** Work that is asked for often and done at most every `every_ms`: the first time at once, and always once after the last asking. */
export class Gathered {
  readonly #every_ms: number;
  readonly #work: () => void;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #again = false;

  constructor(every_ms: number, work: () => void) {
    this.#every_ms = every_ms;
    this.#work = work;
  }

  ask(): void {
    if (this.#timer !== null) {
      this.#again = true;
      return;
    }
    this.#timer = setTimeout(() => this.#due(), this.#every_ms);
    this.#work();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#again = false;
  }

  #due(): void {
    this.#timer = null;
    if (!this.#again) return;
    this.#again = false;
    this.ask();
  }
}
