import type { Refusal } from "../refusal.ts";
import type {
  Actor,
  Operation,
  OperationType,
  Phase,
  SandboxEvent,
  SandboxRecord,
  State,
} from "../sandbox.ts";
import type { Effect } from "./effect.ts";
import { isLegal } from "./table.ts";

/** How an operation ended, for the table of operations that outlives the lock. */
export interface OperationEnd {
  readonly operation: Operation;
  readonly status: "succeeded" | "failed";
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly error: Refusal | null;
}

export interface Decision {
  readonly record: SandboxRecord;
  readonly events: readonly SandboxEvent[];
  readonly effects: readonly Effect[];
  readonly started: Operation | null;
  readonly ended: OperationEnd | null;
  /** Pending effects of this operation are void (it was overtaken by a forced teardown). */
  readonly voided_operation_id: string | null;
}

/** A lock lives this long without renewal (ms); its holder renews every third of it. */
export const LEASE_MS = 60_000;

export class IllegalTransition extends Error {
  readonly from: State;
  readonly to: State;
  constructor(from: State, to: State) {
    super(`${from} -> ${to}`);
    this.from = from;
    this.to = to;
  }
}

/**
 * One decision in the making: collects the next record, its events and effects. `moveTo` is the only place in the
 * product that assigns a state, and it asks the table (pitfall R3).
 */
export class Draft {
  record: SandboxRecord;
  readonly #now: number;
  readonly #actor: Actor;
  readonly #events: SandboxEvent[] = [];
  readonly #effects: Effect[] = [];
  #started: Operation | null = null;
  #ended: OperationEnd | null = null;
  #voided: string | null = null;

  constructor(record: SandboxRecord, actor: Actor, now: number) {
    this.record = record;
    this.#actor = actor;
    this.#now = now;
  }

  set(change: Partial<Omit<SandboxRecord, "state" | "phase" | "operation" | "version" | "seq">>): this {
    this.record = { ...this.record, ...change };
    return this;
  }

  emit(
    type: string,
    data: SandboxEvent["data"] = {},
    more: Pick<SandboxEvent, "from" | "to" | "reason"> = {},
  ): this {
    const seq = this.record.seq + 1;
    const operation = this.record.operation ?? this.#ended?.operation;
    this.#events.push({
      seq,
      at: this.#now,
      type,
      actor: this.#actor,
      ...more,
      ...(operation ? { operation_id: operation.id } : {}),
      data,
    });
    this.record = { ...this.record, seq };
    return this;
  }

  moveTo(to: State, reason: string): this {
    const from = this.record.state;
    if (!isLegal(from, to)) throw new IllegalTransition(from, to);
    if (from === to) return this;
    if (this.record.phase) this.endPhase(to === "running" ? "succeeded" : "failed");
    this.record = { ...this.record, state: to };
    return this.emit("state_changed", {}, { from, to, reason });
  }

  beginPhase(phase: Phase): this {
    this.record = { ...this.record, phase, phase_started_at: this.#now };
    return this.emit("phase_started", { phase });
  }

  endPhase(outcome: "succeeded" | "failed" | "skipped"): this {
    const { phase, phase_started_at } = this.record;
    if (!phase) return this;
    this.record = { ...this.record, phase: null, phase_started_at: null };
    return this.emit("phase_finished", {
      phase,
      outcome,
      duration_ms: this.#now - (phase_started_at ?? this.#now),
    });
  }

  begin(id: string, type: OperationType): this {
    const operation: Operation = {
      id,
      type,
      actor: this.#actor,
      started_at: this.#now,
      expires_at: this.#now + LEASE_MS,
    };
    this.#started = operation;
    this.record = { ...this.record, operation };
    return this.emit("operation_started", { type });
  }

  /** Releases the lock. Nothing happens without one. */
  end(status: "succeeded" | "failed", result: OperationEnd["result"], error: Refusal | null = null): this {
    const operation = this.record.operation;
    if (!operation) return this;
    this.#ended = { operation, status, result, error };
    this.emit(`operation_${status}`, {
      type: operation.type,
      duration_ms: this.#now - operation.started_at,
      ...(result ?? {}),
      ...(error ? { reason_code: error.reason_code, message: error.message } : {}),
    });
    this.record = { ...this.record, operation: null, plan: null };
    return this;
  }

  renew(): this {
    const operation = this.record.operation;
    if (operation) {
      this.record = { ...this.record, operation: { ...operation, expires_at: this.#now + LEASE_MS } };
    }
    return this;
  }

  effect(effect: Effect): this {
    this.#effects.push(effect);
    return this;
  }

  /** Ends the running operation as failed and makes its pending effects void: their results no longer count. */
  void(reason: Refusal): this {
    this.#voided = this.record.operation?.id ?? null;
    return this.end("failed", null, reason);
  }

  done(): Decision {
    return {
      record: { ...this.record, version: this.record.version + 1 },
      events: this.#events,
      effects: this.#effects,
      started: this.#started,
      ended: this.#ended,
      voided_operation_id: this.#voided,
    };
  }
}
