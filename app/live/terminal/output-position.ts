import type { FromPtyFrame } from "../../../workers/domain/protocol.ts";

type SizeFrame = Extract<FromPtyFrame, { type: "size" }>;

/** Output that is no longer kept anywhere. */
export interface Gap {
  /** How much of it this viewer has missed, bytes. */
  readonly missed: number;
  /** Offset after it. */
  readonly to: number;
  /** The size that came after it. */
  readonly size: SizeFrame | null;
}

/** What is shown is reported each time it grew by this, bytes. */
const ACK_EVERY_BYTES = 64 * 1024;

interface Fresh {
  readonly offset: number;
  readonly data: Uint8Array;
  readonly gap: Gap | null;
}

/** How far one viewer's output has come, in offsets of the terminal. */
export class OutputPosition {
  #received: number | null = null;
  /** Told on this connection and not passed yet: cut now, this viewer has to come back to before it. */
  #gap: Omit<Gap, "missed"> | null = null;
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

  /** Takes output: what of it is new and the gap that it ends, or null where bytes are missing before it. */
  take(offset: number, data: Uint8Array): Fresh | null {
    // The first bytes given to a viewer that named no offset are the beginning of what is kept.
    this.#received ??= offset;
    const at = this.#gap?.to ?? this.#received;
    if (offset > at) return null;
    const fresh = data.subarray(at - offset);
    if (fresh.byteLength === 0) return { offset: at, data: fresh, gap: null };
    return { offset: at, data: fresh, gap: this.moveTo(at + fresh.byteLength) };
  }

  /** Bytes from `from` to `to` are no longer kept: a gap begins or grows, where this viewer has missed any of them. */
  skip(from: number, to: number): void {
    if (this.#received === null) {
      this.#received = from;
      this.#shown = from;
    }
    if (to > (this.#gap?.to ?? this.#received)) this.#gap = { to, size: this.#gap?.size ?? null };
  }

  /** A size that comes after a gap waits for what ends it. False: there is none, and it holds at once. */
  holdSize(size: SizeFrame): boolean {
    if (this.#gap) this.#gap = { ...this.#gap, size };
    return this.#gap !== null;
  }

  /** The stream goes on from here, whatever came before. Answers the gap that this ends. */
  moveTo(offset: number): Gap | null {
    const gap = this.#gap && { ...this.#gap, missed: this.#gap.to - (this.#received ?? 0) };
    this.#received = offset;
    this.#gap = null;
    return gap;
  }

  /** The connection was cut: what follows a gap that was not passed will not come on it. */
  cut(): void {
    this.#gap = null;
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
