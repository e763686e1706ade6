/** How a `SandboxContainer` tells its refusals from the agent's answers, over fetch. */
import { EngineError } from "./engine.ts";

const HEADER = "x-sandbar-refused-by";

export function refusedByEngine(reason_code: string, error: string): Response {
  const body = { error, reason_code, retryable: false };
  const status = reason_code === "sandbox_absent" ? 404 : 409;
  return Response.json(body, { status, headers: { [HEADER]: "engine" } });
}

/** The answer as it is, or thrown as EngineError when the engine, not the agent, gave it. */
export async function unlessRefused(response: Response): Promise<Response> {
  if (response.headers.get(HEADER) !== "engine") return response;
  const { error, reason_code, retryable } = await response.json<{
    error: string;
    reason_code: string;
    retryable: boolean;
  }>();
  throw new EngineError({ reason_code, message: error, retryable });
}
