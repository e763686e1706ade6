import type { Result } from "../../domain/refusal.ts";
import { ok, type Refusal, refuse } from "../../domain/refusal.ts";
import type { Started } from "../../domain/sandbox/operation-body.ts";
import type { ServiceContext } from "../context.ts";
import { idempotent } from "../idempotent.ts";
import type { FoundSandbox } from "../sandboxes/find-sandbox.ts";
import { awaited } from "../sandboxes/operations.ts";

interface Keyed {
  /** `Idempotency-Key`. */
  readonly key: string | undefined;
  /** E.g. "export". */
  readonly what: string;
  /** With what; nothing secret. */
  readonly input: object;
  readonly wait_seconds: number | undefined;
}

/**
 * Begins an operation of a sandbox. A repeated request with its key is told of the same operation and begins none; of one that
 * failed it is told that (C6). Refuses as `idempotent` does, and with `sandbox_expired` when the name is another sandbox's by now.
 */
export async function startedOnce<T extends { readonly operation_id: string }>(
  context: ServiceContext,
  { id: sandbox_id, name, stub }: FoundSandbox,
  { key, what, input, wait_seconds }: Keyed,
  begin: () => Promise<Result<T>>,
): Promise<Result<T & Started>> {
  let again = false;
  const begun = await idempotent<T, { readonly sandbox_id: string; readonly begun: T }>(context, {
    ...{ key, what, input: { name, ...input }, act: begin },
    keep: (value) => ({ sandbox_id, begun: value }),
    replay: async (kept) => {
      again = true;
      return kept.sandbox_id === sandbox_id ? ok(kept.begun) : refuse(GONE);
    },
  });
  if (!begun.ok) return begun;
  const started = await awaited(stub, begun.value.operation_id, again ? (wait_seconds ?? 0) : wait_seconds);
  return started.ok ? ok({ ...begun.value, ...started.value }) : started;
}

const GONE: Refusal = {
  reason_code: "sandbox_expired",
  message: "The sandbox for which this key was used is no longer kept.",
  retryable: false,
  next_step: "Use a new key for a new request.",
};
