import type { Socket } from "node:net";
import type { DirectionFaults } from "./faults.ts";

/** The shortest rest of a slow direction, ms. */
const TICK_MS = 10;

/** One direction of a proxied connection. It reads no further than the other end takes: a slow reader is felt by the writer. */
export class FaultyPipe {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #faults: DirectionFaults;
  readonly #onCut: () => void;
  #moved = 0;
  #stalled = false;
  #cut = false;
  /** Reasons not to read on. */
  #holds = 0;

  constructor(from: Socket, to: Socket, faults: DirectionFaults, onCut: () => void) {
    this.#from = from;
    this.#to = to;
    this.#faults = faults;
    this.#onCut = onCut;
    from.on("data", (piece: Buffer) => this.#take(piece));
    from.on("end", () => this.#later(() => this.#to.end()));
  }

  #take(piece: Buffer): void {
    if (this.#cut) return;
    const { cutAfter_bytes, stallAfter_bytes, stall_ms, rate } = this.#faults;
    const left = cutAfter_bytes === null ? Number.POSITIVE_INFINITY : cutAfter_bytes - this.#moved;
    const bytes = piece.subarray(0, left);
    this.#moved += bytes.byteLength;
    this.#cut = left <= piece.byteLength;
    this.#later(() => this.#write(bytes));
    if (rate !== null) this.#rest(Math.max(TICK_MS, (bytes.byteLength / rate) * 1000));
    if (stallAfter_bytes === null || this.#stalled || this.#moved < stallAfter_bytes) return;
    this.#stalled = true;
    this.#rest(stall_ms);
  }

  #write(bytes: Buffer): void {
    if (this.#to.destroyed || this.#to.writableEnded) return;
    if (this.#cut) {
      this.#to.write(bytes, () => this.#onCut());
      return;
    }
    if (this.#to.write(bytes)) return;
    this.#hold();
    this.#to.once("drain", () => this.#release());
  }

  #rest(ms: number): void {
    this.#hold();
    setTimeout(() => this.#release(), ms);
  }

  #hold(): void {
    this.#holds++;
    this.#from.pause();
  }

  #release(): void {
    if (--this.#holds === 0) this.#from.resume();
  }

  /** Equal delays keep the order. */
  #later(act: () => void): void {
    if (this.#faults.delay_ms === 0) act();
    else setTimeout(act, this.#faults.delay_ms);
  }
}
