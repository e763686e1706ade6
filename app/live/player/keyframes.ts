import type { Keyframe } from "./keyframe.ts";

/** What one jump costs at most, where keyframes can be made: this much output is played. */
const SPACING_BYTES = 512 * 1024;
const MOST_CHARS = 32 * 1024 * 1024;

/** The keyframes of a recording in order, bounded: when they get too many every second one goes. */
export class Keyframes {
  #frames: Keyframe[] = [];
  #chars = 0;
  #spacing = SPACING_BYTES;
  readonly #limit: number;

  constructor(limit = MOST_CHARS) {
    this.#limit = limit;
  }

  /** Bytes of output between two of them. */
  get spacing(): number {
    return this.#spacing;
  }

  get count(): number {
    return this.#frames.length;
  }

  add(frame: Keyframe): void {
    this.#frames.push(frame);
    this.#chars += frame.data.length;
    while (this.#chars > this.#limit && this.#frames.length > 1) {
      this.#frames = this.#frames.filter((_, index) => index % 2 === 1);
      this.#chars = this.#frames.reduce((sum, { data }) => sum + data.length, 0);
      this.#spacing *= 2;
    }
  }

  /** The last one at or before an event. */
  before(event: number): Keyframe | null {
    return this.#frames.findLast((frame) => frame.event <= event) ?? null;
  }
}
