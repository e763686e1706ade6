/** Reads the agent's answers: success as JSON, refusals as EngineErrors. */
import { GENERATION_HEADER } from "./agent-api.ts";
import { EngineError } from "./engine.ts";

interface ErrorBody {
  readonly error: string;
  readonly reason_code: string;
  readonly retryable: boolean;
  readonly next_step?: string;
  readonly field?: string;
}

/** The refusal that an error answer carries. One without a reason code did not come from an agent. */
export async function agentRefusal(response: Response): Promise<EngineError> {
  const body: unknown = await response.json().catch(() => undefined);
  if (!isErrorBody(body)) return unexpectedAgentAnswer(`status ${response.status}`);
  const { error, reason_code, retryable, next_step, field } = body;
  return new EngineError({
    reason_code,
    message: error,
    retryable,
    ...(next_step === undefined ? {} : { next_step }),
    ...(field === undefined ? {} : { field }),
  });
}

export function unexpectedAgentAnswer(what: string): EngineError {
  return new EngineError({
    reason_code: "agent_unexpected",
    message: `The sandbox's agent gave an answer that makes no sense (${what}).`,
    retryable: true,
  });
}

/** Throws unless the answer comes from the agent of this generation. */
export function checkGeneration(response: Response, generation: number): void {
  const answered = response.headers.get(GENERATION_HEADER);
  if (answered === String(generation)) return;
  throw new EngineError({
    reason_code: "generation_mismatch",
    message:
      answered === null
        ? "What answered is not the sandbox's agent."
        : `Generation ${answered} of the sandbox answered; ${generation} was asked.`,
    retryable: false,
  });
}

export function agentTimeout(what: string, milliseconds: number): EngineError {
  return new EngineError({
    reason_code: "agent_timeout",
    message: `The sandbox's agent did not answer ${what} within ${milliseconds} ms.`,
    retryable: true,
  });
}

function isErrorBody(body: unknown): body is ErrorBody {
  if (typeof body !== "object" || body === null) return false;
  const { error, reason_code, retryable } = body as Record<string, unknown>;
  return typeof error === "string" && typeof reason_code === "string" && typeof retryable === "boolean";
}
