import type { Owner } from "./simulation.ts";

interface Timer {
  readonly id: number;
  at: number;
  /** Null: once. */
  readonly every: number | null;
  readonly owner: Owner | null;
  readonly run: () => void;
}

/** Timers of the simulated time; those of a dead owner never fire. */
export class Timers {
  readonly #timers = new Map<number, Timer>();
  #last = 0;

  clear(): void {
    this.#timers.clear();
  }

  set(at: number, every: number | null, owner: Owner | null, run: () => void): number {
    const id = ++this.#last;
    this.#timers.set(id, { id, at, every, owner, run });
    return id;
  }

  drop(id: number | undefined): void {
    if (id !== undefined) this.#timers.delete(id);
  }

  dropOf(owner: Owner): void {
    for (const timer of this.#timers.values()) if (timer.owner === owner) this.#timers.delete(timer.id);
  }

  /** When the earliest is due, epoch ms. */
  next(): number | null {
    return this.#earliest()?.at ?? null;
  }

  /** Fires the earliest that is due; false when none is. */
  fireDue(now: number): boolean {
    const timer = this.#earliest();
    if (!timer || timer.at > now) return false;
    if (timer.every === null) this.#timers.delete(timer.id);
    else timer.at = now + Math.max(1, timer.every);
    timer.run();
    return true;
  }

  #earliest(): Timer | null {
    let earliest: Timer | null = null;
    for (const timer of this.#timers.values()) if (!earliest || timer.at < earliest.at) earliest = timer;
    return earliest;
  }
}
