/** The last output of a process, stdout and stderr in the order they came, counted together by offset. */
import { Scrollback } from "../../workers/domain/scrollback.ts";
import type { OutputKind } from "./command.ts";

const CAPACITY = 1024 * 1024;
/** Changes between the two kinds that are remembered; beyond, the oldest output goes with them. */
const MAX_RUNS = 8192;

interface Run {
  readonly offset: number;
  readonly kind: OutputKind;
}

export class ProcessOutput {
  readonly #bytes = new Scrollback(CAPACITY);
  #runs: Run[] = [];

  get firstOffset(): number {
    return this.#bytes.firstOffset;
  }

  get endOffset(): number {
    return this.#bytes.endOffset;
  }

  append(kind: OutputKind, bytes: Uint8Array): void {
    if (this.#runs.at(-1)?.kind !== kind) this.#runs.push({ offset: this.#bytes.endOffset, kind });
    this.#bytes.append(bytes);
    if (this.#runs.length > MAX_RUNS) this.#forget();
  }

  /** The next bytes of one kind from `from` on, at most `limit`; undefined at the end. The data is `headroom` bytes into `frame`. */
  next(
    from: number,
    limit: number,
    headroom: number,
  ): { readonly offset: number; readonly kind: OutputKind; readonly frame: Uint8Array } | undefined {
    const begin = Math.max(from, this.#bytes.firstOffset);
    if (begin >= this.#bytes.endOffset) return undefined;
    const index = this.#runAt(begin);
    const run = this.#runs[index];
    if (run === undefined) throw new Error("kept output without a kind");
    const runEnd = this.#runs[index + 1]?.offset ?? this.#bytes.endOffset;
    const copied = this.#bytes.copy(begin, Math.min(runEnd, begin + limit), headroom);
    return { ...copied, kind: run.kind };
  }

  /** Index of the run that holds `offset`, by bisection. */
  #runAt(offset: number): number {
    let low = 0;
    let high = this.#runs.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#runs[middle]?.offset ?? Number.POSITIVE_INFINITY) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #forget(): void {
    const inRing = this.#runAt(this.#bytes.firstOffset);
    const kept = Math.max(inRing, this.#runs.length - MAX_RUNS / 2);
    this.#runs = this.#runs.slice(kept);
    this.#bytes.dropBefore(this.#runs[0]?.offset ?? 0);
  }
}
