import type { SocketViewer, ViewerMatch } from "../contract.ts";
import { isMatch } from "./viewer-match.ts";

/** A socket is open so long after its right was read at the latest, ms. */
const REMEMBERED_MS = 60_000;

export interface LostRight {
  readonly match: ViewerMatch;
  readonly code: number;
  readonly reason: string;
}

/**
 * Rights that were taken away a moment ago. A socket whose right was read before that, and which arrives only after the
 * others were closed, would stay for ever: it is closed as it opens.
 */
export class LostRights {
  readonly #now: () => number;
  #lost: (LostRight & { readonly at: number })[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  note(lost: LostRight): void {
    const at = this.#now();
    this.#lost = [...this.#lost.filter((other) => at - other.at < REMEMBERED_MS), { ...lost, at }];
  }

  /** What this viewer may have lost since it was decided what they may; null: nothing. */
  since(who: SocketViewer): LostRight | null {
    return this.#lost.find(({ match, at }) => who.decided_at <= at && isMatch(match, who)) ?? null;
  }
}
