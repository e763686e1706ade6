/**
 * Writes to a PTY without ever blocking. Node's own stream for it would spin at full speed, and everything with it,
 * for as long as a program does not read its input; here the rest waits and is tried again.
 */
import { writeSync } from "node:fs";
import { errno } from "./refused.ts";

/** Nothing tells when a program has read: the waits between tries, in milliseconds, the last one repeated. */
const RETRY_MS = [1, 2, 5, 10, 20, 50] as const;

interface Waiting {
  readonly bytes: Uint8Array;
  readonly written: () => void;
}

export class PtyInput {
  readonly #descriptor: number;
  readonly #queue: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #tries = 0;
  #closed = false;
  /** Bytes that the PTY has not taken yet. */
  waitingBytes = 0;

  /** `descriptor` is non-blocking, and closed by its owner after `close`. */
  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Keeps `bytes` until they are written: they must not change. */
  write(bytes: Uint8Array, written: () => void): void {
    this.#queue.push({ bytes, written });
    this.waitingBytes += bytes.byteLength;
    if (this.#queue.length === 1) this.#drain();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #drain(): void {
    for (let next = this.#queue[0]; next !== undefined && !this.#closed; next = this.#queue[0]) {
      const count = this.#tryWrite(next.bytes);
      if (count > 0) this.#tries = 0;
      this.waitingBytes -= count;
      if (count < next.bytes.byteLength) {
        this.#queue[0] = { ...next, bytes: next.bytes.subarray(count) };
        const wait = RETRY_MS[Math.min(this.#tries++, RETRY_MS.length - 1)];
        this.#timer = setTimeout(() => this.#drain(), wait);
        return;
      }
      this.#queue.shift();
      next.written();
    }
  }

  /** How many bytes were taken; all of them when nobody is left to read any. */
  #tryWrite(bytes: Uint8Array): number {
    try {
      return writeSync(this.#descriptor, bytes);
    } catch (error) {
      if (errno(error) === "EAGAIN") return 0;
      if (errno(error) === "EIO") return bytes.byteLength;
      throw error;
    }
  }
}
