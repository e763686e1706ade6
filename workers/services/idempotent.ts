/** A request that is repeated with its `Idempotency-Key` does nothing twice. */
import { database } from "../data/database.ts";
import { sha256Hex } from "../data/hashing.ts";
import {
  claimIdempotencyKey,
  finishIdempotencyKey,
  type IdempotentRequest,
  releaseIdempotencyKey,
} from "../data/idempotency-keys.ts";
import { type Refusal, type Result, refuse } from "../domain/refusal.ts";
import type { ServiceContext } from "./context.ts";

/** Characters of a key. */
const KEY_MAX = 200;

export interface KeyedRequest<T, Kept> {
  /** Absent: every request is one of its own. */
  readonly key: string | undefined;
  /** What is asked, e.g. "launch": the same key for something else is another request. */
  readonly what: string;
  /** With what; JSON. What is secret and short has no place in it: a hash of it is kept. */
  readonly input: object;
  readonly act: () => Promise<Result<T>>;
  /** Of what was begun, enough to find what became of it. */
  readonly keep: (begun: T) => Kept;
  readonly replay: (kept: Kept) => Promise<Result<T>>;
  readonly inProgress?: Refusal;
}

/**
 * The first request with a key acts; a repeated one is told what that came to. A request that was refused before anything
 * began leaves the key free. Refuses with `invalid_idempotency_key`, `idempotency_key_reused` (another body) and `inProgress`
 * (the first request has not been answered yet).
 */
export async function idempotent<T, Kept>(
  context: ServiceContext,
  { key, what, input, act, keep, replay, inProgress = IN_PROGRESS }: KeyedRequest<T, Kept>,
): Promise<Result<T>> {
  if (key === undefined) return act();
  if (!new RegExp(`^[\\x21-\\x7e]{1,${KEY_MAX}}$`).test(key)) return refuse(INVALID_KEY);
  const db = database(context.env.DB);
  const { team_id, user_id } = context.viewer;
  const request_hash = await sha256Hex(JSON.stringify([user_id, what, sorted(input)]));
  const request: IdempotentRequest = { team_id, key, request_hash };
  const claim = await claimIdempotencyKey(db, request, context.now);
  switch (claim.kind) {
    case "reused_with_other_body":
      return refuse(KEY_REUSED);
    case "in_progress":
      return refuse(inProgress);
    case "replay":
      return replay(claim.response as Kept);
    case "claimed": {
      const begun = await act();
      if (begun.ok) await finishIdempotencyKey(db, request, 200, keep(begun.value));
      else await releaseIdempotencyKey(db, request);
      return begun;
    }
  }
}

/** The same body whatever the order of its fields. */
function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, inner]) => [name, sorted(inner)]);
}

const INVALID_KEY: Refusal = {
  reason_code: "invalid_idempotency_key",
  message: `An idempotency key is 1 to ${KEY_MAX} printable ASCII characters without spaces.`,
  retryable: false,
  field: "Idempotency-Key",
};

const KEY_REUSED: Refusal = {
  reason_code: "idempotency_key_reused",
  message: "This idempotency key was used for a request with another body.",
  retryable: false,
  next_step: "Use a new key for a new request.",
  field: "Idempotency-Key",
};

const IN_PROGRESS: Refusal = {
  reason_code: "request_in_progress",
  message: "The first request with this idempotency key has not been answered yet.",
  retryable: true,
  next_step: "Repeat the request in a moment.",
};
