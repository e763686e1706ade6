/** Deadlines of calls to the agent: the outer one is always the inner one plus a margin. */
import { agentTimeout } from "./agent-answers.ts";
import { KILL_GRACE_MS, MAX_TIMEOUT_MS } from "./agent-api.ts";
import { EngineError } from "./engine.ts";

/** What the outer deadline of an exec leaves on top of its timeout and the time to kill. */
const OUTER_MARGIN_MS = 10_000;

/** Aborts what it guards when its time is up or the caller aborts. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly signal: AbortSignal;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Set once the time was up. */
  expired: EngineError | undefined;

  constructor(caller?: AbortSignal) {
    this.signal = caller ? AbortSignal.any([this.#controller.signal, caller]) : this.#controller.signal;
  }

  set(milliseconds: number, what: string): void {
    if (milliseconds === Infinity) return;
    this.#timer = setTimeout(() => {
      this.expired = agentTimeout(what, milliseconds);
      this.#controller.abort(this.expired);
    }, milliseconds);
  }

  clear(): void {
    clearTimeout(this.#timer);
  }

  async *during<T>(source: AsyncGenerator<T, void>): AsyncGenerator<T, void> {
    try {
      yield* source;
    } catch (error) {
      throw this.expired ?? error;
    } finally {
      this.clear();
    }
  }
}

/** Outer deadline = inner timeout + time to kill + margin (undefined without an inner one). Bad values are refused. */
export function outerDeadline(timeoutMs: number | undefined): number | undefined {
  if (timeoutMs === undefined) return undefined;
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > MAX_TIMEOUT_MS) {
    throw new EngineError({
      reason_code: "invalid_timeout",
      message: `A timeout is a whole number of milliseconds from 1 to ${MAX_TIMEOUT_MS}.`,
      retryable: false,
      field: "timeout_ms",
    });
  }
  return timeoutMs + KILL_GRACE_MS + OUTER_MARGIN_MS;
}
