import { get } from "node:http";
import { startFailed } from "./refusals.ts";

/**
 * Resolves once the agent at a unix socket answers its health check for this generation. The socket listens
 * from before the launch, so that one request simply waits. Throws EngineError `start_failed`.
 */
export function agentAnswers(socketPath: string, generation: number, timeoutMs: number): Promise<void> {
  const headers = { "x-sandbar-generation": String(generation) };
  return new Promise((resolve, reject) => {
    const request = get(
      { socketPath, path: "/health", headers, agent: false, timeout: timeoutMs },
      (answer) => {
        answer.resume();
        const answered = answer.headers["x-sandbar-generation"];
        if (answer.statusCode === 200 && answered === String(generation)) resolve();
        else reject(startFailed(`the agent answered with status ${answer.statusCode}`));
      },
    );
    request.on("timeout", () => request.destroy(new Error("the agent did not answer in time")));
    request.on("error", (error) => reject(startFailed(error.message)));
  });
}
