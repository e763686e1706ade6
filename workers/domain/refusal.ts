/**
 * Expected failures as values. A refusal is what a person or a program is told when the product
 * declines: never thrown inside the domain, always carrying what to do next. Bugs throw instead.
 */
export interface Refusal {
  /** snake_case, stable: programs match on it. */
  readonly reason_code: string;
  /** One plain sentence for a person. */
  readonly message: string;
  /** Whether the same request may succeed later without being changed. Always present. */
  readonly retryable: boolean;
  /** What the person can do now, as one plain sentence. */
  readonly next_step?: string;
  /** The body or query field that is wrong, for bad input. */
  readonly field?: string;
  /** When to come back, where that is known; told in the header `Retry-After`, not in the body. */
  readonly retry_after_seconds?: number;
  /** The operation that is in the way, for conflicts. */
  readonly operation_id?: string;
}

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function refuse<T = never>(refusal: Refusal): Result<T> {
  return { ok: false, refusal };
}

/** What was entered is wrong; `message` says how it has to be. */
export function invalidInput(field: string, message: string): Refusal {
  return { reason_code: "invalid_input", message, retryable: false, field };
}
