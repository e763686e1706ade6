import { EngineError } from "../../engines/engine.ts";

/** How long storage may take over one call, of a part of 8 MiB at most, ms. */
const CALL_MS = 30_000;

/**
 * Waits for one call to storage, no longer than its deadline and than `signal` lasts. A full disk can leave a call
 * without any answer, and a save must not wait, and keep its lock, for ever. What the call still comes to is dropped.
 */
export async function withinDeadline<T>(call: Promise<T>, signal: AbortSignal, ms = CALL_MS): Promise<T> {
  const over = Promise.withResolvers<never>();
  const timer = setTimeout(() => over.reject(noAnswer(ms)), ms);
  const aborted = () => over.reject(signal.reason);
  if (signal.aborted) aborted();
  signal.addEventListener("abort", aborted);
  call.catch(() => undefined);
  try {
    return await Promise.race([call, over.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", aborted);
  }
}

function noAnswer(ms: number): EngineError {
  return new EngineError({
    reason_code: "save_interrupted",
    message: `The archive did not arrive whole in storage: a part of it was not taken within ${ms / 1000} s.`,
    retryable: true,
    next_step: "Check that storage answers and has space left, then try again.",
  });
}
