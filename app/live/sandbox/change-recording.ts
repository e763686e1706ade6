import { ask, type ShellProblem } from "../connection/ask-api.ts";

/** Switches recording for a sandbox. Answers why not, or null; the live record then tells everybody. */
export async function changeRecording(sandbox: string, recording: boolean): Promise<ShellProblem | null> {
  const answer = await ask(`/api/v1/sandboxes/${sandbox}`, "PATCH", { recording });
  return answer.ok ? null : answer.problem;
}
