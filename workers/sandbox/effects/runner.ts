import type { Effect, Report } from "../../domain/lifecycle.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { EngineError } from "../../engines/engine.ts";
import type { Journal, PendingEffect } from "../journal.ts";
import { runExport } from "./export.ts";
import { provision } from "./provision.ts";
import { deleteObjects, purge } from "./purge.ts";
import { save } from "./save.ts";
import type { Surroundings } from "./surroundings.ts";

/** How long a failure that may pass is repeated before it is reported (ms). What removes things is repeated for ever. */
const PATIENCE_MS: Readonly<Record<Effect["type"], number>> = {
  provision: 60_000,
  save: 60_000,
  export: 60_000,
  destroy: Number.POSITIVE_INFINITY,
  cleanup: Number.POSITIVE_INFINITY,
  delete_objects: Number.POSITIVE_INFINITY,
  purge: Number.POSITIVE_INFINITY,
};
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;

const OVERTAKEN: Refusal = {
  reason_code: "operation_aborted",
  message: "Another operation took this one's place.",
  retryable: false,
};

export interface RunnerPorts {
  readonly journal: Journal;
  readonly now: () => number;
  readonly surroundings: (signal: AbortSignal) => Surroundings;
  /** Commits a report and marks the effect done, in one transaction. */
  readonly report: (report: Report, effect_id: number) => void;
  readonly renew: (operation_id: string) => void;
  readonly retryAt: (at: number) => Promise<void>;
}

/** How often the lock of a running operation is renewed, ms: a third of its lease. */
const RENEW_MS = 20_000;

/** Runs pending effects, oldest first, one at a time, until none is left or one has to wait. */
export class EffectRunner {
  readonly #ports: RunnerPorts;
  #running: Promise<void> | null = null;
  #kicked = false;
  #current: { readonly effect: Effect; readonly abort: AbortController } | null = null;

  constructor(ports: RunnerPorts) {
    this.#ports = ports;
  }

  get busy(): boolean {
    return this.#running !== null;
  }

  /** Resolves when nothing is left to run now. Effects that arrive meanwhile are run too. */
  run(): Promise<void> {
    this.#kicked = true;
    this.#running ??= this.#drainAll();
    return this.#running;
  }

  /** Stops the work of an operation that was overtaken; what it still reports is dropped. */
  abandon(operation_id: string): void {
    if (this.#current?.effect.operation_id === operation_id) {
      this.#current.abort.abort(new Error("the operation was overtaken"));
    }
  }

  async #drainAll(): Promise<void> {
    try {
      // Checked and ended in one turn, so that no kick falls in between.
      while (this.#kicked) {
        this.#kicked = false;
        const waiting = await this.#drain();
        // The oldest waits for its next attempt; only when it was overtaken is there something else to run.
        if (waiting !== null && this.#ports.journal.nextEffect()?.effect_id === waiting) return;
      }
    } finally {
      this.#running = null;
    }
  }

  /** Answers the effect that has to wait for its next attempt, or null when none is left. */
  async #drain(): Promise<number | null> {
    const { journal } = this.#ports;
    for (let pending = journal.nextEffect(); pending; pending = journal.nextEffect()) {
      if (!(await this.#runOne(pending))) return pending.effect_id;
    }
    return null;
  }

  /** False when the effect has to wait for its next attempt. */
  async #runOne(pending: PendingEffect): Promise<boolean> {
    const { effect, effect_id } = pending;
    const abort = new AbortController();
    this.#current = { effect, abort };
    const lease = setInterval(() => {
      if (effect.operation_id) this.#ports.renew(effect.operation_id);
    }, RENEW_MS);
    try {
      this.#ports.report(await perform(effect, this.#ports.surroundings(abort.signal)), effect_id);
      return true;
    } catch (error) {
      const refusal = abort.signal.aborted ? OVERTAKEN : refusalOf(error, effect);
      if (!abort.signal.aborted && (await this.#retryLater(pending, refusal))) return false;
      this.#ports.report(failureOf(effect, refusal), effect_id);
      return true;
    } finally {
      clearInterval(lease);
      this.#current = null;
    }
  }

  async #retryLater(
    { effect, effect_id, attempts, failing_since }: PendingEffect,
    refusal: Refusal,
  ): Promise<boolean> {
    const { journal, now, retryAt } = this.#ports;
    const forever = PATIENCE_MS[effect.type] === Number.POSITIVE_INFINITY;
    if (!forever && (!refusal.retryable || now() - (failing_since ?? now()) >= PATIENCE_MS[effect.type]))
      return false;
    journal.effectFailed(effect_id, now());
    await retryAt(now() + Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempts, 10), LONGEST_RETRY_MS));
    return true;
  }
}

async function perform(effect: Effect, around: Surroundings): Promise<Report> {
  const { generation } = effect;
  switch (effect.type) {
    case "provision":
      return provision(effect, around);
    case "save":
      return save(effect, around);
    case "export":
      return runExport(effect, around);
    case "destroy":
      await around.engine.destroy(around.record.id);
      return { type: "destroy_confirmed", operation_id: effect.operation_id, generation };
    case "cleanup":
      await around.engine.destroy(around.record.id);
      return { type: "cleanup_confirmed", generation };
    case "delete_objects":
      await deleteObjects(effect.keys, around.bucket);
      return { type: "objects_deleted", generation };
    case "purge":
      return purge(effect, around);
  }
}

function failureOf(effect: Effect, refusal: Refusal): Report {
  const { generation } = effect;
  switch (effect.type) {
    case "provision":
      return { type: "provision_failed", operation_id: effect.operation_id, generation, refusal };
    case "save":
      return { type: "save_failed", operation_id: effect.operation_id, generation, refusal };
    case "export":
      return { type: "export_failed", operation_id: effect.operation_id, refusal };
    case "destroy":
    case "cleanup":
    case "delete_objects":
    case "purge":
      throw new Error(`${effect.type} is repeated until it is confirmed`);
  }
}

/** A bug is logged and told as one, so that nothing stays locked because of it. */
function refusalOf(error: unknown, effect: Effect): Refusal {
  if (error instanceof EngineError) return error.refusal;
  console.error(`effect ${effect.type} of generation ${effect.generation} threw`, error);
  return {
    reason_code: "internal_error",
    message: "Something went wrong inside Sandbar; the server's log has the details.",
    retryable: false,
    next_step: "Try again; if it stays, give the operation's id to whoever runs this server.",
  };
}
