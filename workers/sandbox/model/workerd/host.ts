import type { SandboxApi } from "../../contract.ts";
import type { Sandbox } from "../../sandbox.ts";
import type { Owner, Simulation } from "../simulation.ts";
import { Sql } from "./sql.ts";
import { type AlarmClock, storageOf } from "./storage.ts";

/** Between attempts of an alarm whose handler threw, ms, doubled each time; after so many it is given up. */
const ALARM_RETRY_MS = 2_000;
const ALARM_RETRIES = 6;

/** What a caller gets whose object died before it answered: nobody knows what became of the call. */
export class ObjectReset extends Error {}

export interface Instance extends Owner {
  readonly object: SandboxApi & { alarm(): Promise<void> };
  /** Set by the product's own class as it is built. */
  sandbox: Sandbox | null;
  /** Callers that wait for it. */
  readonly callers: Set<(error: Error) => void>;
}

/** Builds the product's object over a state; the instance is what it may ask the world as. */
export type Build = (ctx: object, instance: Instance) => Instance["object"];

/**
 * The home of one Durable Object: its storage, its alarm, and at most one instance, made when something asks for it.
 * What it copies of workerd: an alarm is delivered at least once, one at a time, again after a crash or a failure; it
 * counts as unset while it is handled; killing an instance loses its memory, timers, sockets and callers.
 */
export class Host {
  readonly sql = new Sql();
  readonly id: string;
  readonly #simulation: Simulation;
  readonly #build: Build;
  readonly #committed: (host: Host) => void;
  #instance: Instance | null = null;
  #alarm: number | null = null;
  #timer: number | undefined;
  #firing: number | null = null;
  #failures = 0;

  constructor(id: string, simulation: Simulation, build: Build, committed: (host: Host) => void) {
    this.id = id;
    this.#simulation = simulation;
    this.#build = build;
    this.#committed = committed;
  }

  get instance(): Instance | null {
    return this.#instance;
  }

  reset(): void {
    this.#instance = null;
    this.#alarm = null;
    this.#firing = null;
    this.#failures = 0;
    this.sql.clear();
  }

  /** Runs something inside of the object, which is made when there is none. */
  within<T>(work: (instance: Instance) => T): T {
    const instance = this.#ensure();
    return this.#simulation.current.run(instance, () => work(instance));
  }

  /** A call by RPC; it arrives in its turn. Rejects with ObjectReset when the object dies before it has answered. */
  call<T>(work: (object: Instance["object"]) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#simulation.enqueue(null, undefined, () => {
        const instance = this.#ensure();
        instance.callers.add(reject);
        const answer = this.#simulation.current.run(instance, () => work(instance.object));
        answer.finally(() => instance.callers.delete(reject)).then(resolve, reject);
      });
    });
  }

  kill(): void {
    const instance = this.#instance;
    if (!instance) return;
    instance.alive = false;
    this.#instance = null;
    this.#simulation.orphan(instance);
    for (const reject of instance.callers) reject(new ObjectReset(`object ${this.id} was reset`));
    if (this.#firing === null) return;
    // Not handled to its end: delivered again, unless a new time was set meanwhile.
    this.#alarm ??= this.#firing;
    this.#firing = null;
    this.#point();
  }

  /** An alarm that nobody set, or that comes twice: as a platform may deliver it. */
  ring(): void {
    if (this.#firing === null) this.#fire(this.#simulation.now);
  }

  readonly #clock: AlarmClock = {
    at: () => this.#alarm,
    set: (at) => {
      this.#alarm = at;
      this.#point();
    },
  };

  #ensure(): Instance {
    if (this.#instance) return this.#instance;
    const instance = { alive: true, object: null, sandbox: null, callers: new Set() };
    const made = instance as unknown as Instance;
    this.#instance = made;
    const ctx = {
      storage: storageOf(made, this.sql, this.#clock, () => this.#committed(this)),
      waitUntil: (work: Promise<unknown>) => void work.catch((error) => console.error("waitUntil", error)),
      setWebSocketAutoResponse: () => undefined,
      getWebSockets: () => [],
    };
    const object = this.#simulation.current.run(made, () => this.#build(ctx, made));
    Object.assign(instance, { object });
    return made;
  }

  #point(): void {
    const { timers } = this.#simulation;
    timers.drop(this.#timer);
    this.#timer = undefined;
    const at = this.#alarm;
    if (at === null || this.#firing !== null) return;
    this.#timer = timers.set(at, null, null, () => {
      this.#alarm = null;
      this.#fire(at);
    });
  }

  #fire(at: number): void {
    this.#firing = at;
    const instance = this.#ensure();
    const handled = this.#simulation.current.run(instance, () => instance.object.alarm());
    const ended = (failed: boolean) => {
      if (!instance.alive) return;
      this.#firing = null;
      this.#failures = failed ? this.#failures + 1 : 0;
      if (failed && this.#failures <= ALARM_RETRIES) {
        this.#alarm ??= this.#simulation.now + ALARM_RETRY_MS * 2 ** (this.#failures - 1);
      }
      this.#point();
    };
    handled.then(
      () => ended(false),
      () => ended(true),
    );
  }
}
