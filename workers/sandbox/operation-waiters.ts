/** Requests that wait for an operation's end; they are of this instance, and end with it. */
export class OperationWaiters {
  readonly #waiting = new Map<string, Set<() => void>>();

  /** Resolves when the operation ends, or after `timeout_ms`. */
  async wait(operation_id: string, timeout_ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const waiting = this.#waiting.get(operation_id) ?? new Set();
      this.#waiting.set(operation_id, waiting.add(resolve));
      setTimeout(() => {
        waiting.delete(resolve);
        resolve();
      }, timeout_ms);
    });
  }

  ended(operation_id: string): void {
    for (const resolve of this.#waiting.get(operation_id) ?? []) resolve();
    this.#waiting.delete(operation_id);
  }
}
