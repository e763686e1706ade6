/** Somebody who types numbered lines in bad weather and comes back until the terminal has taken all of them. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../../workers/sandbox/model/random.ts";
import { TerminalClient } from "../product/terminal-client.ts";

/** Input typed ahead of what was taken, bytes: far below what would be refused. */
const AHEAD_BYTES = 32 * 1024;
const RETRY_MS = 20;

export class Typist {
  readonly #client: TerminalClient;
  /** Everything that was to be typed. */
  readonly text: string;

  /** `digits`: ten characters that nobody else types, and one that ends a line. */
  constructor(
    target: { url: string; headers: Readonly<Record<string, string>> },
    digits: string,
    lines: number,
  ) {
    this.#client = new TerminalClient({ ...target, onOutput: () => {}, onDropped: () => {} });
    const line = (number: number) =>
      `${[...String(number)].map((digit) => digits[Number(digit)]).join("")}${digits[10]}`;
    this.text = Array.from({ length: lines }, (_, index) => line(index)).join("");
  }

  get faults(): readonly string[] {
    return this.#client.faults;
  }

  /** Resolves when the terminal has taken the last byte. */
  async type(random: Random): Promise<void> {
    for (let at = 0; at < this.text.length || this.#client.untaken > 0; ) {
      if (!this.#client.connected) await this.#client.connect().catch(() => sleep(RETRY_MS));
      const piece = this.text.slice(at, at + 1 + random.below(500));
      if (piece !== "" && this.#client.untaken < AHEAD_BYTES) {
        this.#client.type(piece);
        at += piece.length;
        if (random.chance(0.2)) await sleep(random.below(5));
      } else await sleep(RETRY_MS);
    }
    this.#client.close();
  }
}
