import type { SocketWorld } from "./reconnecting-socket.ts";

/** How long a connection that looks open has to prove it after the machine may have slept. */
const PROBE_WITHIN_MS = 2_500;
/** A timer this late was held back: the machine slept, or the tab is in the background, where they run once a minute. */
const LATE_MS = 5_000;

interface Options {
  readonly everyMs: number;
  readonly withinMs: number;
  /** Sends what the other side answers. */
  readonly ask: () => void;
  /** Nothing was heard in time. */
  readonly onSilent: () => void;
}

/** Finds connections that died without a word, and blames none for timers that the browser held back. */
export class Heartbeat {
  readonly #world: SocketWorld;
  readonly #options: Options;
  #heard = false;
  #cancel: (() => void) | null = null;

  constructor(world: SocketWorld, options: Options) {
    this.#world = world;
    this.#options = options;
  }

  start(): void {
    this.#ask(this.#options.withinMs, true);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  /** Anything that came is a sign of life: an answer may be queued behind a flood. */
  heard(): void {
    this.#heard = true;
  }

  /** Asks at once, with a short deadline. Nothing happens while it is stopped. */
  probe(): void {
    if (this.#cancel) this.#ask(PROBE_WITHIN_MS, true);
  }

  /** `lenient`: silence until a late timer is no proof yet; one more question is. */
  #ask(withinMs: number, lenient: boolean): void {
    this.#heard = false;
    this.#after(withinMs, (late) => {
      if (this.#heard) this.#rest(this.#options.everyMs - withinMs);
      else if (late && lenient) this.#ask(PROBE_WITHIN_MS, false);
      else {
        this.stop();
        this.#options.onSilent();
      }
    });
    this.#options.ask();
  }

  #rest(ms: number): void {
    this.#after(ms, (late) => this.#ask(late ? PROBE_WITHIN_MS : this.#options.withinMs, true));
  }

  #after(ms: number, run: (late: boolean) => void): void {
    this.#cancel?.();
    const due = this.#world.now() + ms;
    this.#cancel = this.#world.later(ms, () => run(this.#world.now() > due + LATE_MS));
  }
}
