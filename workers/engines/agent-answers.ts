/** Reads the agent's answers: success as JSON, refusals as EngineErrors. */
import { readRefusalBody } from "../domain/refusal-body.ts";
import { GENERATION_HEADER } from "./agent-api.ts";
import { EngineError } from "./engine.ts";

/** The refusal that an error answer carries. One without a reason code did not come from an agent. */
export async function agentRefusal(response: Response): Promise<EngineError> {
  const body: unknown = await response.json().catch(() => undefined);
  const refusal = readRefusalBody(body);
  return refusal ? new EngineError(refusal) : unexpectedAgentAnswer(`status ${response.status}`);
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
