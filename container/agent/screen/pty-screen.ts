/** What one PTY does about its screen: hands over the output that leaves its tape, and keeps what is not yet in the screen. */
import type { Size, Tape } from "../../../workers/domain/terminal/tape.ts";
import type { Screen } from "./screen-keeper.ts";
import { MAX_PIECE_BYTES, type Screens } from "./screens.ts";

/** Output kept for viewers that come or come back. */
const KEPT_BYTES = 2 * 1024 * 1024;
/** Output is handed over when there is so much of it. */
const PIECE_BYTES = MAX_PIECE_BYTES / 2;
/** The tape is looked after each time so much may leave it. */
const TRIM_BYTES = 64 * 1024;
/** Output that may wait to be taken into the screen: then the PTY is not read. */
const MAX_BEHIND_BYTES = 4 * 1024 * 1024;
/** Enough for all of this and one more read. */
export const TAPE_BYTES = KEPT_BYTES + PIECE_BYTES + MAX_BEHIND_BYTES + PIECE_BYTES;

export class PtyScreen {
  readonly #screens: Screens;
  readonly #tape: Tape;
  readonly #caughtUp: () => void;
  readonly #begin: Size;
  readonly #id: number;
  #handed = 0;
  #taken = 0;
  #isLost = false;

  /** `caughtUp` is called when it is no longer behind. The tape must be empty. */
  constructor(screens: Screens, tape: Tape, caughtUp: () => void) {
    this.#screens = screens;
    this.#tape = tape;
    this.#begin = tape.size;
    this.#caughtUp = caughtUp;
    this.#id = screens.keep(tape.size, {
      progressed: (offset) => this.#progressed(offset),
      lost: () => this.#lost(),
    });
  }

  /** So much output waits to be taken in that no more may come. */
  get isBehind(): boolean {
    return !this.#isLost && this.#leaving - this.#taken > MAX_BEHIND_BYTES;
  }

  /** New output is on the tape. */
  appended(): void {
    const leaving = this.#leaving;
    if (leaving - this.#tape.firstOffset < TRIM_BYTES) return;
    if (!this.#isLost && this.#tape.firstOffset > this.#taken) this.#lose();
    if (!this.#isLost && leaving - this.#handed >= PIECE_BYTES) this.#hand(leaving);
    this.#trim();
  }

  /** The screen at an offset that is still kept; null where there is none. What follows is what the tape has from there. */
  async take(): Promise<Screen | null> {
    if (this.#isLost) return null;
    const screen = await this.#screens.screen(this.#id);
    return screen && screen.offset >= this.#tape.firstOffset ? screen : null;
  }

  /** What the terminal shows now, without what is above the screen; null where that is not known. */
  async now(): Promise<Screen | null> {
    if (this.#isLost) return null;
    const { firstOffset, endOffset } = this.#tape;
    const bytes = new Uint8Array(endOffset - firstOffset);
    this.#tape.copyInto(bytes, firstOffset);
    const sizes = this.#tape.sizesIn(firstOffset, endOffset + 1);
    return await this.#screens.show(this.#id, this.#begin, { offset: firstOffset, bytes, sizes });
  }

  end(): void {
    this.#screens.forget(this.#id);
  }

  /** Output before it leaves the tape. */
  get #leaving(): number {
    return this.#tape.endOffset - KEPT_BYTES;
  }

  #hand(to: number): void {
    for (let offset = this.#handed; offset < to; offset = this.#handed) {
      const bytes = this.#screens.piece(Math.min(to - offset, MAX_PIECE_BYTES));
      this.#tape.copyInto(bytes, offset);
      this.#handed = offset + bytes.byteLength;
      this.#screens.output(this.#id, { offset, bytes, sizes: this.#tape.sizesIn(offset, this.#handed) });
    }
  }

  #trim(): void {
    this.#tape.dropBefore(this.#isLost ? this.#leaving : Math.min(this.#leaving, this.#taken));
  }

  #progressed(offset: number): void {
    const wasBehind = this.isBehind;
    this.#taken = offset;
    this.#trim();
    if (wasBehind && !this.isBehind) this.#caughtUp();
  }

  /** More came than could be kept for it. */
  #lose(): void {
    this.#screens.forget(this.#id);
    this.#lost();
  }

  #lost(): void {
    const wasBehind = this.isBehind;
    this.#isLost = true;
    if (wasBehind) this.#caughtUp();
  }
}
