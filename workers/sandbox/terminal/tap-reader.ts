import { decodeFromPty } from "../../domain/protocol.ts";
import { Feed } from "./feed.ts";
import type { TerminalTap } from "./tap.ts";

/** Whoever is fed from a terminal's stream. */
export interface Reader {
  readonly feed: Feed;
  /** Whether it may be dropped when it falls behind: it comes back by itself. */
  readonly mayMiss: boolean;
  end(code: number, reason: string): void;
}

/** A tap could not be joined to its terminal. */
export class TapRefused extends Error {
  /** As of a terminal's socket: 4404 = it is gone. */
  readonly code: number;

  constructor(code: number) {
    super(`the terminal can't be read (${code})`);
    this.code = code;
  }
}

/** A consumer inside the object: it takes frames as they come, however much it has not acknowledged. */
export class TapReader implements Reader {
  readonly feed: Feed;
  readonly mayMiss = false;
  readonly #tap: TerminalTap;

  constructor(tap: TerminalTap) {
    this.#tap = tap;
    this.feed = new Feed(
      (frame) => {
        const decoded = decodeFromPty(frame);
        if (!decoded.ok) throw new Error(`a frame of our own is malformed: ${decoded.problem}`);
        tap.receive(decoded.frame);
      },
      () => Number.POSITIVE_INFINITY,
    );
  }

  end(code: number, reason: string): void {
    this.#tap.closed(code, reason);
  }
}
