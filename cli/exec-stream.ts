import type { ExecEnd } from "./bodies.ts";
import type { Session } from "./command.ts";
import { broken, done, type Outcome, told } from "./failure.ts";
import { serverEvents } from "./server-events.ts";

/** Body of `POST …/exec`. */
export interface ExecRequest {
  readonly exec_id: string;
  readonly argv: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly timeout_ms?: number;
}

/** Runs it with its output as it comes. A signal ends the command, whose end is still waited for; a second one does not wait. */
export async function streamExec(
  session: Session,
  path: string,
  request: ExecRequest,
): Promise<Outcome<ExecEnd>> {
  const cancel = () => {
    restore();
    void session.api.delete(`${path}/${request.exec_id}`);
  };
  const restore = () => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, cancel);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, cancel);
  try {
    return await stream(session, path, request);
  } finally {
    restore();
  }
}

async function stream({ api, output }: Session, path: string, body: ExecRequest): Promise<Outcome<ExecEnd>> {
  const headers = { accept: "text/event-stream" };
  const answer = await api.open("POST", path, { body, headers, within_ms: null });
  if (!answer.ok) return answer;
  const events = serverEvents(answer.value.body!);
  for (;;) {
    const next = await events.next().catch(() => null);
    if (!next || next.done) return INTERRUPTED;
    const { event, data } = next.value;
    switch (event) {
      case "stdout":
      case "stderr":
        await output.pour(event, (data as { text: string }).text);
        break;
      case "exit":
        return done(data as ExecEnd);
      case "error":
        return told(data as Parameters<typeof told>[0]);
    }
  }
}

const INTERRUPTED = broken({
  error: "The connection broke before the command's result was known, which ends the command.",
  reason_code: "exec_interrupted",
  next_step: "Look at what it has done, then run it again.",
});
