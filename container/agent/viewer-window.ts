import { OUTPUT_WINDOW } from "../../workers/domain/protocol.ts";

/**
 * How much output a viewer may have unacknowledged: as much as it gets through in a tenth of a second. A fast one never waits
 * for the next frame; with a slow one, what was on its way when somebody pressed Ctrl-C is soon shown.
 */
const LARGEST_BYTES = OUTPUT_WINDOW.largest;
/** Well above the steps in which viewers acknowledge: none waits for output that waits for its acknowledgement. */
const SMALLEST_BYTES = OUTPUT_WINDOW.smallest;
const AHEAD_SECONDS = 0.1;
/** The pace is measured over at least so long, in milliseconds; a longer silence says nothing about it. */
const MEASURED_MS = 20;
const SILENCE_MS = 500;

export class ViewerWindow {
  #bytes = LARGEST_BYTES;
  #since = 0;
  #acknowledged = 0;

  get bytes(): number {
    return this.#bytes;
  }

  /** `bytes` more were acknowledged, of those that were `outstanding`; `now` in milliseconds. */
  acknowledged(bytes: number, outstanding: number, now: number): void {
    const elapsed = now - this.#since;
    // One that has been given little says nothing about its pace either.
    if (elapsed > SILENCE_MS || outstanding < SMALLEST_BYTES / 2) {
      this.#since = now;
      this.#acknowledged = 0;
      return;
    }
    this.#acknowledged += bytes;
    if (elapsed < MEASURED_MS) return;
    const pace = (this.#acknowledged / elapsed) * 1000;
    this.#bytes = Math.round(Math.min(LARGEST_BYTES, Math.max(SMALLEST_BYTES, pace * AHEAD_SECONDS)));
    this.#since = now;
    this.#acknowledged = 0;
  }
}
