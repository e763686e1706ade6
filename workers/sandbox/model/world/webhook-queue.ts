import type { Announcement } from "../../../domain/webhooks/announcement.ts";
import { Queue } from "../../../webhooks/queue.ts";
import type { Owner, Simulation } from "../simulation.ts";
import { Sql } from "../workerd/sql.ts";
import { storageOf } from "../workerd/storage.ts";

const NO_ALARM = { at: () => null, set: () => undefined };

/** The product's own queue of the team's one webhook, in an object that never dies: whoever fills it does. */
export class WebhookQueue {
  readonly #sql = new Sql();
  readonly #simulation: Simulation;
  readonly #queue: Queue;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    const storage = storageOf({ alive: true }, this.#sql, NO_ALARM, () => undefined);
    this.#queue = new Queue(storage as unknown as DurableObjectStorage);
  }

  reset(): void {
    this.#sql.clear();
  }

  /** The binding as one owner has it. It fails when the index does: both are one network away. */
  binding(owner: Owner | null) {
    const take = (_id: string, announcements: readonly Announcement[]) =>
      this.#simulation.call({
        owner,
        part: "index",
        work: () => this.#queue.take(announcements, this.#simulation.now),
        failure: () => new Error("Network connection lost."),
      });
    return { idFromName: (id: string) => id, get: () => ({ take }) } as unknown as DurableObjectNamespace;
  }

  /** Ids of a sandbox's events, in the order in which they were taken. */
  taken(sandbox_id: string): string[] {
    return this.#sql
      .rows("SELECT event_id FROM deliveries WHERE event_id LIKE ? ORDER BY id", [`evt_${sandbox_id}_%`])
      .map(({ event_id }) => String(event_id));
  }
}
