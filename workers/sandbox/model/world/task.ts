import { BYTE_FRAME_KINDS, encodeByteFrame, encodeJsonFrame } from "../../../domain/terminal/byte-frames.ts";
import type { Owner } from "../simulation.ts";

const OUTPUT = new TextEncoder().encode("working\n");

export interface Follower {
  readonly owner: Owner | null;
  readonly signal: AbortSignal | null;
  readonly enqueue: (run: () => void) => void;
}

interface Reader extends Follower {
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
}

/** The launch command: writes one line, then runs until it is told to end. */
export class Task {
  readonly process_id: string;
  exit_code: number | null = null;
  #ended = false;
  readonly #readers = new Set<Reader>();

  constructor(process_id: string) {
    this.process_id = process_id;
  }

  get ended(): boolean {
    return this.#ended;
  }

  end(exit_code: number): void {
    if (this.#ended) return;
    this.#ended = true;
    this.exit_code = exit_code;
    for (const reader of this.#readers) this.#finish(reader);
  }

  die(): void {
    for (const { controller, enqueue } of this.#readers) {
      enqueue(() => controller.error(new TypeError("terminated")));
    }
    this.#readers.clear();
  }

  follow(since: number, follower: Follower): ReadableStream<Uint8Array> {
    let reader: Reader | undefined;
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        reader = { ...follower, controller };
        controller.enqueue(encodeJsonFrame(BYTE_FRAME_KINDS.started, { offset: since, first_offset: 0 }));
        const rest = OUTPUT.subarray(since);
        if (rest.byteLength > 0) controller.enqueue(encodeByteFrame(BYTE_FRAME_KINDS.stdout, rest));
        this.#readers.add(reader);
        follower.signal?.addEventListener("abort", () => this.#leave(reader!), { once: true });
        if (this.#ended) this.#finish(reader);
      },
      cancel: () => void this.#readers.delete(reader!),
    });
  }

  #leave(reader: Reader): void {
    if (this.#readers.delete(reader)) reader.controller.error(reader.signal?.reason);
  }

  #finish(reader: Reader): void {
    reader.enqueue(() => {
      if (!this.#readers.delete(reader)) return;
      const end = { exit_code: this.exit_code, signal: null, offset: OUTPUT.byteLength };
      reader.controller.enqueue(encodeJsonFrame(BYTE_FRAME_KINDS.end, end));
      reader.controller.close();
    });
  }
}
