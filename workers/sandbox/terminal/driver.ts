import type { Size } from "../../domain/terminal/tape.ts";

/** One viewer who may type. */
interface Hand {
  /** The size its window has room for; null until it has said. */
  size: Size | null;
  /** Order of its last activity among all; 0 = none yet. */
  activity: number;
}

/**
 * Who drives a terminal: of those here who may type, the one who was active last; of those who never were, the one here
 * longest. Its size is the terminal's; what the others ask for is remembered until they drive. Seats are numbers that
 * rise with arrival; a viewer who comes back has its earlier seat, and with it its place in the order.
 */
export class Helm {
  readonly #hands = new Map<number, Hand>();
  #moves = 0;
  #driver: number | null = null;

  /** The driver's seat; null when nobody here may type. */
  get driver(): number | null {
    return this.#driver;
  }

  /** The size the terminal should have; null when the driver has not said. */
  get size(): Size | null {
    return this.#driver === null ? null : (this.#hands.get(this.#driver)?.size ?? null);
  }

  /** `activity` is what `leave` answered when it was here before. */
  arrive(seat: number, activity = 0): void {
    this.#hands.set(seat, { size: null, activity });
    this.#choose();
  }

  /** Answers its place in the order, for when it comes back. */
  leave(seat: number): number {
    const activity = this.#hands.get(seat)?.activity ?? 0;
    this.#hands.delete(seat);
    if (seat === this.#driver) this.#choose();
    return activity;
  }

  want(seat: number, size: Size): void {
    const hand = this.#hands.get(seat);
    if (hand) hand.size = size;
  }

  /** It typed, or said that it is at work here. Answers whether the driver is another one now. */
  act(seat: number): boolean {
    const hand = this.#hands.get(seat);
    if (!hand || (seat === this.#driver && hand.activity === this.#moves && hand.activity > 0)) return false;
    hand.activity = ++this.#moves;
    const before = this.#driver;
    this.#driver = seat;
    return before !== seat;
  }

  #choose(): void {
    const [first] = [...this.#hands].sort(
      ([seat, one], [other, two]) => two.activity - one.activity || seat - other,
    );
    this.#driver = first?.[0] ?? null;
  }
}
