import { isAfresh } from "./afresh.ts";
import { isBetweenSequences } from "./hidden-state.ts";
import { DRAW, type FilmTerminal, HOLD_DRAWING, type Keyframe, restore } from "./keyframe.ts";
import { Keyframes } from "./keyframes.ts";
import type { Recording } from "./recording.ts";
import { replayStep, written } from "./replay.ts";
import { planSeek } from "./seek-plan.ts";
import { advance, IDLE_LIMIT_MS } from "./timeline.ts";

/** Output that may wait to be drawn while the clock runs on; past it the clock waits too. */
const BACKLOG_BYTES = 1024 * 1024;
/** A jump over more than this is not drawn before it has arrived. */
const UNSEEN_BYTES = 16 * 1024;
/** While playing, the shown time changes this often at most. */
const TELL_EVERY_MS = 100;
/** A tab that was hidden, or a computer that slept, does not play what went by meanwhile. */
const LONGEST_FRAME_MS = 250;

export interface PlayerState {
  readonly playing: boolean;
  /** Milliseconds since the beginning. */
  readonly position: number;
  /** Of what is loaded, ms. */
  readonly duration: number;
  readonly speed: number;
  readonly skipsIdle: boolean;
  /** It stands at its end. */
  readonly ended: boolean;
  /** It would go on, and waits for more to be loaded or drawn. */
  readonly waiting: boolean;
}

export interface PlayerWorld {
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Calls back before the next picture is drawn; answers how to call that off. */
  frame(run: () => void): () => void;
}

/** Plays a recording on a terminal: time goes on here, and the terminal follows as fast as it can. */
export class Player {
  readonly #recording: Recording;
  readonly #terminal: FilmTerminal;
  readonly #world: PlayerWorld;
  readonly #listeners = new Set<() => void>();
  readonly frames = new Keyframes();
  #state: PlayerState;
  #shown: PlayerState;
  #toldAt = 0;
  #loaded = false;
  /** Where it shall be as soon as that is loaded, ms. */
  #wanted: number | null = null;
  /** Number of the event that comes next on the terminal; -1 before the first screen. */
  #at = -1;
  #goal = 0;
  #driving: Promise<void> | null = null;
  #stopped = false;
  #lastFrame = 0;
  #cancelFrame: (() => void) | null = null;

  constructor(recording: Recording, terminal: FilmTerminal, world: PlayerWorld) {
    this.#recording = recording;
    this.#terminal = terminal;
    this.#world = world;
    this.#state = {
      playing: false,
      position: 0,
      duration: recording.duration,
      speed: 1,
      skipsIdle: true,
      ended: false,
      waiting: false,
    };
    this.#shown = this.#state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  read = (): PlayerState => this.#shown;

  /** More of the recording is there; `complete` when that is all. */
  grown(complete: boolean): void {
    this.#loaded ||= complete;
    if (this.#wanted !== null && (this.#loaded || this.#wanted <= this.#recording.duration)) {
      this.#moveTo(this.#wanted);
    }
    if (this.#wanted === null) this.#goal = this.#recording.eventsBy(this.#state.position);
    this.#change({ duration: this.#recording.duration });
    this.#follow();
  }

  play(): void {
    if (this.#state.playing || this.#stopped) return;
    if (this.#state.ended) this.seek(0);
    this.#lastFrame = this.#world.now();
    this.#change({ playing: true, ended: false });
    this.#nextFrame();
  }

  pause(): void {
    this.#cancelFrame?.();
    this.#cancelFrame = null;
    this.#change({ playing: false, waiting: false });
  }

  /** To a time, ms; past what is loaded so far it waits there until it is. */
  seek(position: number): void {
    const wanted = Math.max(0, position);
    if (wanted > this.#recording.duration && !this.#loaded) {
      this.#wanted = wanted;
      this.#change({ position: wanted, ended: false, waiting: true });
      return;
    }
    this.#moveTo(wanted);
    this.#follow();
  }

  setSpeed(speed: number): void {
    this.#change({ speed });
  }

  setSkipsIdle(skipsIdle: boolean): void {
    this.#change({ skipsIdle });
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelFrame?.();
  }

  /** Resolves once the terminal shows the position. */
  async settled(): Promise<void> {
    while (this.#driving) await this.#driving;
  }

  #moveTo(position: number): void {
    this.#wanted = null;
    const at = Math.min(position, this.#recording.duration);
    this.#goal = this.#recording.eventsBy(at);
    const ended = this.#loaded && at >= this.#recording.duration && this.#recording.duration > 0;
    this.#change({ position: at, ended, waiting: false });
  }

  #nextFrame(): void {
    this.#cancelFrame = this.#world.frame(() => {
      this.#tick();
      if (this.#state.playing && !this.#stopped) this.#nextFrame();
    });
  }

  #tick(): void {
    const now = this.#world.now();
    const elapsed = Math.min(now - this.#lastFrame, LONGEST_FRAME_MS);
    this.#lastFrame = now;
    if (this.#wanted !== null) return;
    if (this.#behind() > BACKLOG_BYTES) {
      this.#change({ waiting: true });
      return;
    }
    const { position, speed, skipsIdle } = this.#state;
    const next = advance(this.#recording, position, elapsed * speed, skipsIdle ? IDLE_LIMIT_MS : null);
    this.#goal = this.#recording.eventsBy(next);
    const atEnd = this.#goal >= this.#recording.length;
    this.#change({
      position: next,
      playing: !(atEnd && this.#loaded),
      ended: atEnd && this.#loaded,
      waiting: atEnd && !this.#loaded,
    });
    this.#follow();
  }

  /** Sets the terminal going towards the goal, unless it is on its way. */
  #follow(): void {
    this.#driving ??= this.#drive().finally(() => {
      this.#driving = null;
      // It may have been set after the last look at it.
      if (!this.#stopped && this.#at !== this.#goal) this.#follow();
    });
  }

  async #drive(): Promise<void> {
    let isHeld = false;
    while (!this.#stopped && this.#at !== this.#goal) {
      const frame = this.#frameToRestore();
      if (frame !== undefined) {
        isHeld = true;
        await restore(this.#terminal, this.#recording, frame);
        this.#at = frame?.event ?? 0;
        continue;
      }
      if (!isHeld && this.#behind() > UNSEEN_BYTES) isHeld = await this.#tell(HOLD_DRAWING);
      this.#at = await replayStep(this.#terminal, this.#recording, this.#at, this.#goal);
    }
    if (isHeld && !this.#stopped) await this.#tell(DRAW);
  }

  /** False where that would change what comes next in the recording: then xterm draws by itself in a second. */
  async #tell(sequence: string): Promise<boolean> {
    const atEnd = this.#loaded && this.#at >= this.#recording.length;
    if (!isBetweenSequences(this.#terminal) || !(atEnd || isAfresh(this.#recording, this.#at))) return false;
    await written(this.#terminal, sequence);
    return true;
  }

  /** Bytes of output between what the terminal shows and what it should. */
  #behind(): number {
    return this.#recording.bytesBefore(this.#goal) - this.#recording.bytesBefore(Math.max(0, this.#at));
  }

  /** The keyframe to begin again at, null for the very beginning; undefined where it just plays on. */
  #frameToRestore(): Keyframe | null | undefined {
    if (this.#at < 0) return this.frames.before(this.#goal);
    const plan = planSeek(
      this.#at,
      this.#goal,
      (event) => this.frames.before(event),
      (event) => this.#recording.bytesBefore(event),
    );
    return plan.kind === "restore" ? plan.frame : undefined;
  }

  #change(part: Partial<PlayerState>): void {
    const before = this.#state;
    this.#state = { ...before, ...part };
    const onlyTime =
      this.#state.playing &&
      (Object.keys(part) as (keyof PlayerState)[]).every(
        (key) => key === "position" || before[key] === this.#state[key],
      );
    const now = this.#world.now();
    if (onlyTime && now - this.#toldAt < TELL_EVERY_MS) return;
    this.#toldAt = now;
    this.#shown = this.#state;
    for (const listener of this.#listeners) listener();
  }
}
