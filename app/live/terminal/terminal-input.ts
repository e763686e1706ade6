import { INPUT_WINDOW, MAX_FRAME_PAYLOAD } from "../../../workers/domain/protocol.ts";
import { HELD_INPUT_BYTES, HeldInput } from "./held-input.ts";
import { NumberedInput } from "./numbered-input.ts";

/** How much of what is held is shown. */
const PREVIEW_BYTES = 2_000;

/** What was typed while the connection was lost and waits for its person's choice. */
export interface Held {
  readonly bytes: number;
  /** How it begins, as typed: control characters are in it. */
  readonly text: string;
}

interface TerminalInputOptions {
  readonly send: (offset: number, data: Uint8Array) => void;
  readonly onHeld: (held: Held | null) => void;
  /** What becomes of held input when the terminal is back. */
  readonly afterBreak: () => "ask" | "send";
}

/**
 * Everything on its way to one terminal. What a connection had begun to send goes on by itself, once, after a break; what was
 * typed during the break is held until its person says what to do with it, and what is typed until then joins it.
 */
export class TerminalInput {
  readonly #options: TerminalInputOptions;
  readonly #numbered = new NumberedInput();
  readonly #held = new HeldInput();
  /** The terminal said where it stands: bytes may go out. */
  #open = false;
  /** A break that its person was shown. */
  #broken = false;

  constructor(options: TerminalInputOptions) {
    this.#options = options;
  }

  /** Sends now, or keeps it for when that is possible. False when it does not fit: then none of it is kept. */
  type(data: Uint8Array): boolean {
    if (this.#held.bytes + this.#numbered.bytes + data.byteLength > HELD_INPUT_BYTES) return false;
    if (this.#broken || this.#held.bytes > 0) {
      this.#held.push(data);
      this.#tell();
    } else {
      this.#numbered.push(data);
      this.#flush();
    }
    return true;
  }

  /** An answer to a program: before anything that is held, and only while it can be told at once. */
  answer(data: Uint8Array): void {
    if (!this.#open) return;
    this.#numbered.push(data);
    this.#flush();
  }

  /** The connection is gone; `shown` says whether its person can see that it is. */
  lost(shown: boolean): void {
    this.#open = false;
    if (!shown || this.#broken) return;
    this.#broken = true;
    const before = this.#held.take();
    this.#held.push(...this.#numbered.takeBack(), ...before);
    this.#tell();
  }

  /** The terminal has accepted everything below `offset` of what this viewer sent. */
  resumed(offset: number): void {
    this.#open = true;
    this.#broken = false;
    this.#numbered.resumeAt(offset);
    if (this.#options.afterBreak() === "send") this.sendHeld();
    this.#flush();
  }

  acknowledged(offset: number): void {
    this.#numbered.acknowledge(offset);
    this.#flush();
  }

  /** The person's choice; nothing happens while there is no connection. */
  sendHeld(): void {
    if (!this.#open || this.#held.bytes === 0) return;
    for (const piece of this.#held.take()) this.#numbered.push(piece);
    this.#tell();
    this.#flush();
  }

  discardHeld(): void {
    if (this.#held.take().length > 0) this.#tell();
  }

  /** Forgets everything: its terminal is gone. */
  discard(): void {
    this.#numbered.discard();
    this.discardHeld();
  }

  #flush(): void {
    if (!this.#open) return;
    for (const { offset, data } of this.#numbered.take(MAX_FRAME_PAYLOAD, INPUT_WINDOW))
      this.#options.send(offset, data);
  }

  #tell(): void {
    const { bytes } = this.#held;
    this.#options.onHeld(bytes === 0 ? null : { bytes, text: this.#held.preview(PREVIEW_BYTES) });
  }
}
