/** Enough for hours of an ordinary sandbox; what is older stays on the server and in the download. */
export const KEPT_ENTRIES = 20_000;

/** Entries in the order of their numbers, each once, from whichever source came first; the oldest go past the bound. */
export class NumberedEntries<T> {
  readonly #number: (entry: T) => number;
  readonly #kept: number;
  #entries: T[] = [];
  #listed: readonly T[] = [];

  constructor(number: (entry: T) => number, kept = KEPT_ENTRIES) {
    this.#number = number;
    this.#kept = kept;
  }

  /** Number of the newest entry. */
  last(): number | undefined {
    const entry = this.#entries.at(-1);
    return entry === undefined ? undefined : this.#number(entry);
  }

  add(entries: readonly T[]): void {
    if (entries.length === 0) return;
    const inOrder = entries.every((entry, index) => {
      const before = index === 0 ? this.last() : this.#number(entries[index - 1] as T);
      return before === undefined || this.#number(entry) > before;
    });
    if (inOrder) this.#entries.push(...entries);
    else this.#merge(entries);
    if (this.#entries.length > this.#kept * 1.1) this.#entries = this.#entries.slice(-this.#kept);
    this.#listed = [];
  }

  /** A copy that stays as it is; the same one until something is added. */
  list(): readonly T[] {
    if (this.#listed.length !== this.#entries.length) this.#listed = this.#entries.slice();
    return this.#listed;
  }

  #merge(entries: readonly T[]): void {
    const byNumber = new Map(this.#entries.map((entry) => [this.#number(entry), entry]));
    for (const entry of entries) byNumber.set(this.#number(entry), entry);
    this.#entries = [...byNumber.entries()].sort(([a], [b]) => a - b).map(([, entry]) => entry);
  }
}
