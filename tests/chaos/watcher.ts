/** One viewer of the known stream in bad weather: comes back for as long as it takes, and checks every byte it is shown. */
import { setTimeout as sleep } from "node:timers/promises";
import { TerminalClient } from "../product/terminal-client.ts";
import type { KnownStream } from "./known-stream.ts";

/** Output that every terminal keeps, bytes: whoever has missed less must be told of no gap. */
const KEPT_BYTES = 2 * 1024 * 1024;
/** Between attempts, ms. */
const RETRY_MS = 60;
/** Close codes that a viewer comes back from: cut, ended in the middle, going away, the relay's own, too slow, failed. */
const EXPECTED_CLOSES = [1000, 1001, 1005, 1006, 1011, 1012, 4429, 4500];

export interface Watched {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly stream: KnownStream;
  /** Offset of the stream's first byte in the terminal, and of the end. */
  readonly begin: number;
  readonly end: number;
}

export class Watcher {
  readonly #watched: Watched;
  readonly #client: TerminalClient;
  /** Output that was told to be lost, bytes. */
  gapBytes = 0;
  gaps = 0;
  checkedBytes = 0;
  readonly #faults: string[] = [];
  #stopped = false;
  readonly closes = new Map<number, number>();

  constructor(watched: Watched) {
    this.#watched = watched;
    const { stream, begin } = watched;
    this.#client = new TerminalClient({
      url: watched.url,
      headers: watched.headers,
      onOutput: (data, offset) => {
        const difference = stream.difference(offset - begin, data);
        if (difference !== undefined) this.#fault(`wrong byte at ${difference} of the stream`);
        this.checkedBytes += data.byteLength;
      },
      onDropped: ({ from, to, screen, atOnce }, hello) => {
        this.gaps++;
        this.gapBytes += to - from;
        if (!screen) this.#fault(`no screen was given after bytes ${from} to ${to} were dropped`);
        const missed = hello.offset - from;
        // Later ones may come from a cut behind the Worker, or from being too slow.
        if (atOnce && to <= hello.offset && missed <= KEPT_BYTES) {
          this.#fault(`bytes ${from} to ${to} were dropped although only ${missed} had been missed`);
        }
      },
      onClosed: (code, reason) => {
        this.closes.set(code, (this.closes.get(code) ?? 0) + 1);
        if (!EXPECTED_CLOSES.includes(code)) this.#fault(`closed with ${code} ${reason}`);
      },
    });
    this.#client.offset = begin;
  }

  get offset(): number {
    return this.#client.offset;
  }

  get connections(): number {
    return this.#client.connections;
  }

  /** Before the stream's end: `watch` returns. */
  stop(): void {
    this.#stopped = true;
  }

  /** Until it has the stream's end, or something was wrong. */
  async watch(): Promise<void> {
    while (this.#client.offset < this.#watched.end && this.faults.length === 0 && !this.#stopped) {
      if (!this.#client.connected) await this.#client.connect().catch(() => {});
      await sleep(RETRY_MS);
    }
    this.#client.close();
    const { begin, end } = this.#watched;
    const told = this.checkedBytes + this.gapBytes;
    if (!this.#stopped && this.#client.offset !== end)
      this.#fault(`ended at ${this.#client.offset}, not at ${end}`);
    if (told !== this.#client.offset - begin)
      this.#fault(`${this.checkedBytes} bytes and gaps of ${this.gapBytes} are not all`);
  }

  get faults(): readonly string[] {
    return [...this.#faults, ...this.#client.faults];
  }

  #fault(what: string): void {
    this.#faults.push(what);
  }
}
