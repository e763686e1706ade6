import type { FilmTerminal } from "./keyframe.ts";
import { KeyframeMaker, restore } from "./keyframe.ts";
import type { Keyframes } from "./keyframes.ts";
import type { Recording } from "./recording.ts";
import { replayStep } from "./replay.ts";

/** A change of size costs about as much as playing this much output. */
const RESIZE_COST_BYTES = 16 * 1024;

/**
 * Plays a recording to its end on a terminal that nobody sees, and keeps what it showed every now and then. The last
 * event waits until there is one after it. `turn` lets others have theirs.
 */
export class Indexer {
  readonly #recording: Recording;
  readonly #frames: Keyframes;
  readonly #terminal: FilmTerminal;
  readonly #maker: KeyframeMaker;
  readonly #turn: () => Promise<void>;
  readonly #stepBytes: number | undefined;
  #at = 0;
  #cost = 0;
  #isBegun = false;
  #running = false;
  #stopped = false;

  constructor(
    recording: Recording,
    frames: Keyframes,
    terminals: { readonly player: FilmTerminal; readonly proof: FilmTerminal },
    turn: () => Promise<void>,
    stepBytes?: number,
  ) {
    this.#recording = recording;
    this.#frames = frames;
    this.#terminal = terminals.player;
    this.#maker = new KeyframeMaker(terminals.player, terminals.proof);
    this.#turn = turn;
    this.#stepBytes = stepBytes;
  }

  /** Number of the event up to which seeking is quick. */
  get indexed(): number {
    return this.#at;
  }

  /** Goes on as far as the recording is loaded. */
  async run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    if (!this.#isBegun) await restore(this.#terminal, this.#recording, null);
    this.#isBegun = true;
    while (!this.#stopped && this.#at < this.#recording.length) {
      if (this.#cost >= this.#frames.spacing) await this.#keep();
      const resized = this.#recording.sizeOf(this.#at) !== undefined;
      const next = await replayStep(
        this.#terminal,
        this.#recording,
        this.#at,
        this.#recording.length,
        this.#stepBytes,
      );
      this.#cost += resized
        ? RESIZE_COST_BYTES
        : this.#recording.bytesBefore(next) - this.#recording.bytesBefore(this.#at);
      this.#at = next;
      await this.#turn();
    }
    this.#running = false;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Where none can be made now, one is tried again at the next step. */
  async #keep(): Promise<void> {
    const frame = await this.#maker.make(this.#recording, this.#at);
    if (!frame) return;
    this.#frames.add(frame);
    this.#cost = 0;
  }
}
