import type { StreamFrame } from "../../app/live/terminal/terminal-stream.ts";
import { ChangedModes } from "./changed-modes.ts";
import { ControlSequences } from "./control-sequences.ts";
import { isQuestion } from "./questions.ts";

type Terminal = Pick<NodeJS.WriteStream, "write">;

/**
 * A sandbox's terminal shown on the person's own. Questions that programs ask it are left out unless it is this terminal
 * that has to answer: old ones are answered already, and others may drive.
 */
export class OwnScreen {
  readonly #terminal: Terminal;
  readonly #onShown: (offset: number) => void;
  readonly #modes = new ChangedModes();
  readonly #sequences = new ControlSequences((sequence) => {
    this.#modes.note(sequence);
    return this.#answers || !isQuestion(sequence);
  });
  #answers = false;
  #replayedUntil = 0;
  /** This viewer drives: its terminal answers. */
  driving = false;

  constructor(terminal: Terminal, onShown: (offset: number) => void) {
    this.#terminal = terminal;
    this.#onShown = onShown;
  }

  /** Output below this offset was written before this viewer came, or while it was away. */
  replayedUntil(offset: number): void {
    this.#replayedUntil = offset;
  }

  push(frame: StreamFrame): void {
    switch (frame.type) {
      case "output":
        this.#output(frame.offset, frame.data);
        break;
      case "screen":
        this.#startAnew();
        this.#write(frame.data, frame.offset, false);
        break;
      case "gap":
        this.#startAnew();
        this.#onShown(frame.offset);
        break;
      case "size":
        // A person's own terminal has the size that it has.
        break;
    }
  }

  /** A word of ours, on a line of its own; a full-screen program keeps its screen and the window's title says it. */
  note(text: string): void {
    const line = `\r\n\x1b[0;7m ${text} \x1b[0m\r\n`;
    this.#terminal.write(this.#modes.otherScreen ? `\x1b]2;sandbar: ${text}\x07\x07` : line);
  }

  /** What puts the person's terminal back as it was. */
  restoring(): string {
    return this.#modes.restoring();
  }

  #output(offset: number, data: Uint8Array): void {
    const replayed = Math.min(data.byteLength, Math.max(0, this.#replayedUntil - offset));
    if (replayed > 0) this.#write(data.subarray(0, replayed), offset + replayed, false);
    if (replayed < data.byteLength)
      this.#write(data.subarray(replayed), offset + data.byteLength, this.driving);
  }

  #startAnew(): void {
    this.#sequences.reset();
    this.#terminal.write(`${this.#modes.restoring()}\x1b[H\x1b[2J`);
  }

  #write(data: Uint8Array, end: number, answers: boolean): void {
    this.#answers = answers;
    this.#terminal.write(this.#sequences.push(data), () => this.#onShown(end));
  }
}
