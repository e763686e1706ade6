import { BYTE_FRAMES_TYPE } from "../domain/terminal/byte-frames.ts";
import { unexpectedAgentAnswer } from "./agent-answers.ts";
import type { ExecEnd, ExecRequest } from "./agent-api.ts";
import { bodyOf, execBody, join, type Stdin, streamed } from "./agent-bodies.ts";
import type { AgentCalls } from "./agent-calls.ts";
import { Deadline, outerDeadline } from "./agent-deadline.ts";
import { type ExecFrame, execFrames } from "./agent-frames.ts";

export interface ExecOptions {
  readonly stdin?: Stdin;
  /** Aborting ends the command: TERM to its group, KILL 5 s later. */
  readonly signal?: AbortSignal;
}

export interface RunResult extends ExecEnd {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

/** The command's frames, until the deadline that its own timeout leaves room for. */
export async function startExec(
  calls: AgentCalls,
  request: ExecRequest,
  { stdin, signal }: ExecOptions,
): Promise<AsyncGenerator<ExecFrame, void>> {
  const outer = outerDeadline(request.timeout_ms);
  const deadline = new Deadline(signal);
  const body = streamed(execBody(request, stdin));
  const headers = { "content-type": "application/octet-stream", accept: BYTE_FRAMES_TYPE };
  const init = { ...body, method: "POST", headers, signal: deadline.signal };
  deadline.set(outer ?? Infinity, "an exec");
  const response = await calls.checked("/exec", init, deadline);
  return deadline.during(execFrames(bodyOf(response)));
}

/** All that a command wrote, and how it ended. Throws `agent_unexpected` when its frames have no end. */
export async function collected(frames: AsyncIterable<ExecFrame>): Promise<RunResult> {
  const chunks = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
  for await (const frame of frames) {
    if (frame.type === "end") {
      return { ...frame.end, stdout: join(chunks.stdout), stderr: join(chunks.stderr) };
    }
    if (frame.type !== "started") chunks[frame.type].push(frame.data);
  }
  throw unexpectedAgentAnswer("an exec without an end");
}
