import { AsyncLocalStorage } from "node:async_hooks";
import { Random } from "./random.ts";
import { Timers } from "./timers.ts";

/** Where every sequence begins, epoch ms. */
const BEGINNING = 1_800_000_000_000;
/** More steps than this without coming to rest, and something goes round in circles. */
const STEPS_TO_REST = 4_000;

const macrotask = setImmediate;

/** Whoever waits for an answer; once it is dead nothing of it runs any more. */
export interface Owner {
  alive: boolean;
}

/** Parts of the world that may fail, each with its own rate. */
export type Part = "storage" | "index" | "engine" | "agent" | "mail";

export interface Call<T> {
  readonly owner: Owner | null;
  readonly part: Part;
  /** Calls of one lane happen in the order in which they were made. */
  readonly lane?: string;
  /** Takes effect at once and whole. What it throws is its answer. */
  readonly work: () => T;
  /** How it fails without a word of what became of it. */
  readonly failure: () => Error;
  readonly signal?: AbortSignal | null | undefined;
}

interface Step {
  readonly lane: string | undefined;
  readonly owner: Owner | null;
  readonly run: () => void;
}

/**
 * The world's time and order. Whatever crosses a process's border (a call to storage, index, engine or agent, an
 * alarm, a message on a socket) is one step; which of the waiting steps comes next, how long it takes, and whether it
 * fails before or after it took effect is drawn from the seed. Between two steps the code under test runs until it
 * waits again, so a crash between two steps is a crash between any two things that others can notice.
 */
export class Simulation {
  readonly random = new Random(0);
  readonly current = new AsyncLocalStorage<Owner>();
  readonly timers = new Timers();
  now = BEGINNING;
  /** Probability of failing, by part. */
  faults: Partial<Record<Part, number>> = {};
  /** Probability that something else happens before a step: a crash, say. */
  disturbance: { readonly rate: number; readonly happen: () => void } | null = null;
  /** Longest that one step takes, ms; now and then one takes a thousand times as long. */
  latency = 0;
  #steps: Step[] = [];

  reset(seed: number): void {
    this.random.reseed(seed);
    this.timers.clear();
    this.#steps = [];
    this.now = BEGINNING;
    this.faults = {};
    this.disturbance = null;
    this.latency = 0;
  }

  call<T>({ owner, part, lane, work, failure, signal }: Call<T>): Promise<T> {
    return new Promise<T>((answer, refuse) => {
      // Done on behalf of one that is dead: nobody hears of it.
      const resolve = (value: T) => (owner?.alive === false ? undefined : answer(value));
      const reject = (error: unknown) => (owner?.alive === false ? undefined : refuse(error));
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      const run = () => {
        const fails = this.random.chance(this.faults[part] ?? 0);
        if (fails && this.random.chance(0.5)) return reject(failure());
        let value: T;
        try {
          value = work();
        } catch (error) {
          return reject(error);
        }
        // It took effect, but nobody hears of it.
        if (fails) reject(failure());
        else resolve(value);
      };
      this.#steps.push({ lane, owner, run });
    });
  }

  /** Something that happens to its owner, in its turn. */
  enqueue(owner: Owner | null, lane: string | undefined, happen: () => void): void {
    this.#steps.push({ lane, owner, run: () => (owner?.alive === false ? undefined : happen()) });
  }

  /**
   * What a dead one had asked for: forgotten on the way, done without anybody hearing of it, or still on its way and
   * done later, but never after what is asked of the same lane from now on.
   */
  orphan(owner: Owner): void {
    this.#steps = this.#steps.filter((step) => step.owner !== owner || this.random.chance(0.6));
    this.timers.dropOf(owner);
  }

  get waiting(): number {
    return this.#steps.length;
  }

  /** Lets the code under test run until it waits for a step or a timer. */
  settle(): Promise<void> {
    return new Promise((resolve) => macrotask(resolve));
  }

  /** One step; false when there was none to make. */
  async step(): Promise<boolean> {
    await this.settle();
    this.#pass();
    if (this.disturbance && this.random.chance(this.disturbance.rate)) {
      this.disturbance.happen();
      await this.settle();
    }
    for (let fired = 0; this.timers.fireDue(this.now); fired++) {
      if (fired > STEPS_TO_REST) throw new Error(`timers are due for ever at ${this.now - BEGINNING} ms`);
      await this.settle();
    }
    const step = this.#take();
    step?.run();
    return step !== undefined;
  }

  /** Steps until nothing waits but timers. */
  async rest(): Promise<void> {
    for (let steps = 0; await this.step(); steps++) {
      if (steps > STEPS_TO_REST) throw new Error(`no rest after ${STEPS_TO_REST} steps`);
    }
  }

  /** Time goes by, with rests in between; after `stops` of them it jumps to its end, as when a host was asleep. */
  async pass(milliseconds: number, stops = Number.POSITIVE_INFINITY): Promise<void> {
    const end = this.now + milliseconds;
    await this.rest();
    for (let stop = 0; stop < stops; stop++) {
      const next = this.timers.next();
      if (next === null || next > end) break;
      this.now = Math.max(this.now, next);
      await this.rest();
    }
    this.now = Math.max(this.now, end);
    await this.rest();
  }

  #pass(): void {
    if (this.latency === 0) return;
    const slow = this.random.chance(0.004) ? 1000 : 1;
    this.now += this.random.below(this.latency) * slow;
  }

  #take(): Step | undefined {
    if (this.#steps.length === 0) return undefined;
    let index = this.random.below(this.#steps.length);
    const { lane } = this.#steps[index]!;
    if (lane !== undefined) index = this.#steps.findIndex((step) => step.lane === lane);
    return this.#steps.splice(index, 1)[0];
  }
}
