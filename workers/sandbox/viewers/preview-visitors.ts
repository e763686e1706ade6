import type { SocketViewer, ViewerMatch } from "../contract.ts";
import type { Deadlines } from "../deadlines.ts";
import { isMatch } from "./viewer-match.ts";

export interface PreviewVisitorsPorts {
  readonly deadlines: Deadlines;
  readonly now: () => number;
}

interface Visitor {
  readonly who: SocketViewer;
  readonly cut: AbortController;
}

/**
 * People who look at previews of this sandbox's ports. All that is under way for one of them, streams and WebSockets
 * alike, hangs on one signal: so it can be cut, and its bytes pass without being touched here, at the reader's pace.
 */
export class PreviewVisitors {
  readonly #ports: PreviewVisitorsPorts;
  /** By pass: few, however much each of them loads; each until its pass ends. */
  readonly #visitors = new Map<string, Visitor>();

  constructor(ports: PreviewVisitorsPorts) {
    this.#ports = ports;
  }

  /** Aborts when they lose the right or their pass ends. */
  signalFor(who: SocketViewer): AbortSignal {
    const pass = JSON.stringify([who.user_id, who.session_id, who.expires_at]);
    const known = this.#visitors.get(pass);
    if (known) return known.cut.signal;
    const cut = new AbortController();
    this.#visitors.set(pass, { who, cut });
    void this.#lookAtExpiry();
    return cut.signal;
  }

  /** Cuts those whose pass has ended, and wakes for the next. */
  async closeExpired(): Promise<void> {
    const now = this.#ports.now();
    this.#cutThose(({ expires_at }) => expires_at !== null && expires_at <= now);
    await this.#lookAtExpiry();
  }

  /** Whoever still has the right connects again. Answers how many people it was. */
  closeMatching(match: ViewerMatch): number {
    return this.#cutThose((who) => isMatch(match, who));
  }

  #cutThose(isMeant: (who: SocketViewer) => boolean): number {
    const meant = [...this.#visitors].filter(([, { who }]) => isMeant(who));
    for (const [pass, { cut }] of meant) {
      this.#visitors.delete(pass);
      cut.abort(new DOMException("the right to see this preview has ended", "AbortError"));
    }
    return meant.length;
  }

  async #lookAtExpiry(): Promise<void> {
    const ends = [...this.#visitors.values()].flatMap(({ who: { expires_at } }) => expires_at ?? []);
    await this.#ports.deadlines.set("previews", ends.length > 0 ? Math.min(...ends) : null);
  }
}
