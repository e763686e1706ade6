/** Turns what the local engine answers, or fails to answer, into EngineErrors. */
import { readRefusalBody } from "../domain/refusal-body.ts";
import { EngineError } from "./engine.ts";

/**
 * The refusal in an error answer. Only its `reason_code` counts: an answer without one did not come from
 * an engine (a wrong URL answers 404 too), so it is never read as "the sandbox is gone".
 */
export async function refusalFrom(response: Response): Promise<EngineError> {
  const body: unknown = await response.json().catch(() => undefined);
  const refusal = readRefusalBody(body);
  return refusal ? new EngineError(refusal) : unexpectedAnswer(response.status);
}

export function unexpectedAnswer(status: number): EngineError {
  return new EngineError({
    reason_code: "engine_unreachable",
    message: `What answers at ENGINE_URL is not Sandbar's local engine (status ${status}).`,
    retryable: true,
    next_step: "Check that ENGINE_URL names the engine that npm start runs.",
  });
}

/** `cause` is kept for the log; it may name addresses, so it is not part of the message. */
export function unreachable(cause: unknown): EngineError {
  const error = new EngineError({
    reason_code: "engine_unreachable",
    message: "The local engine does not answer.",
    retryable: true,
    next_step: "Look at the engine's log; npm start restarts it.",
  });
  error.cause = cause;
  return error;
}
