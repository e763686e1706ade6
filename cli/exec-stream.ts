import { EXEC_END, EXEC_OUTPUT, REFUSAL } from "./answers.ts";
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

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Runs the command. A signal ends it there, and its end is still waited for; a second one does not wait. */
export async function cancelledBySignals<T>(
  { api }: Session,
  path: string,
  { exec_id }: ExecRequest,
  run: () => Promise<T>,
): Promise<T> {
  const cancel = () => {
    restore();
    void api.delete(`${path}/${exec_id}`);
  };
  const restore = () => {
    for (const signal of SIGNALS) process.off(signal, cancel);
  };
  for (const signal of SIGNALS) process.on(signal, cancel);
  try {
    return await run();
  } finally {
    restore();
  }
}

/** Runs it with its output as it comes, byte for byte. */
export async function streamExec(
  { api, output }: Session,
  path: string,
  request: ExecRequest,
): Promise<Outcome<ExecEnd>> {
  const headers = { accept: "text/event-stream" };
  const body = { ...request, encoding: "base64" };
  const answer = await api.open("POST", path, { body, headers, within_ms: null });
  if (!answer.ok) return answer;
  const strange = api.strange(answer.value.status);
  if (!answer.value.headers.get("content-type")?.startsWith("text/event-stream")) {
    await answer.value.body?.cancel();
    return strange;
  }
  const events = serverEvents(answer.value.body!);
  for (;;) {
    const next = await events.next().catch(() => null);
    if (!next || next.done) return INTERRUPTED;
    const { event, data } = next.value;
    switch (event) {
      case "stdout":
      case "stderr":
        if (!EXEC_OUTPUT(data)) return strange;
        await output.pour(event, Buffer.from(data.base64, "base64"));
        break;
      case "exit":
        return EXEC_END(data) ? done(data) : strange;
      case "error":
        return REFUSAL(data) ? told(data) : strange;
    }
  }
}

const INTERRUPTED = broken({
  error: "The connection broke before the command's result was known, which ends the command.",
  reason_code: "exec_interrupted",
  next_step: "Look at what it has done, then run it again.",
});
