/** When and why the sandbox was last used. Only what people and programs do counts: never an open tab or a poll. */
import type { Activity, ActivityCause } from "../../workers/engines/agent-api.ts";

export class ActivityClock {
  #lastAt = Date.now();
  #because: ActivityCause = "started";
  readonly #attached: () => Activity["attached"];
  readonly #listeners = new Set<() => void>();

  constructor(attached: () => Activity["attached"]) {
    this.#attached = attached;
  }

  /** Cheap: called for every chunk of output. */
  touch(because: ActivityCause): void {
    this.#lastAt = Date.now();
    this.#because = because;
    for (const listener of this.#listeners) listener();
  }

  onTouch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A running exec or an open connection is activity now, however long it has been silent. */
  now(): Activity {
    const attached = this.#attached();
    if (attached.execs > 0) this.#mark("exec");
    else if (attached.connections > 0) this.#mark("connection");
    return { last_at: new Date(this.#lastAt).toISOString(), because: this.#because, attached };
  }

  #mark(because: ActivityCause): void {
    this.#lastAt = Date.now();
    this.#because = because;
  }
}
