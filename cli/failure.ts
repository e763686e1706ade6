/** Exit codes: done; the person's or the command's failure; the system's. */
export const EXIT = { done: 0, person: 1, system: 2 } as const;

/** What stderr tells: with `--json` as it is, the API's own refusal where there is one. */
export interface FailureBody {
  /** One plain sentence. */
  readonly error: string;
  readonly reason_code: string;
  readonly retryable: boolean;
  readonly next_step?: string;
  readonly field?: string;
  readonly operation_id?: string;
  readonly request_id?: string;
}

export interface Failure {
  readonly exit: typeof EXIT.person | typeof EXIT.system;
  readonly body: FailureBody;
}

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

export function done<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

/** The person asked for what can't be done so: another request can help. */
export function refused(body: Omit<FailureBody, "retryable">): { ok: false; failure: Failure } {
  return { ok: false, failure: { exit: EXIT.person, body: { ...body, retryable: false } } };
}

/** A part of the system failed: the same request may work later. */
export function broken(body: Omit<FailureBody, "retryable">): { ok: false; failure: Failure } {
  return { ok: false, failure: { exit: EXIT.system, body: { ...body, retryable: true } } };
}

/** The same request meets this again: the person's, or an answer that is no Sandbar's. */
export function lasting({ exit, body }: Failure): boolean {
  return exit === EXIT.person || (body.reason_code === "unexpected_answer" && !body.retryable);
}

/** A refusal inside an answer has no status of its own: it is the system's where trying again may help. */
export function told(refusal: Refused): { ok: false; failure: Failure } {
  const { message, error = message, ...rest } = refusal;
  const body = { error: error ?? "It failed.", ...rest };
  return { ok: false, failure: { exit: rest.retryable ? EXIT.system : EXIT.person, body } };
}

/** As records and operations carry it (`message`), or as events do (`error`). */
type Refused = Omit<FailureBody, "error"> & { readonly message?: string; readonly error?: string };
