import { Buffer } from "node:buffer";
import { ok, type Result } from "../domain/refusal.ts";
import { refusalBody } from "../domain/refusal-body.ts";
import { EngineError } from "../engines/engine.ts";
import type { ServiceContext } from "../services/context.ts";
import { type ExecInput, type RunningExec, startExec } from "../services/work/exec.ts";
import type { ExecEncoding } from "../services/work/exec-result.ts";
import { eventStream, type ServerEvent } from "./event-stream.ts";
import { withSignsOfLife } from "./signs-of-life.ts";

/** A command may be silent for as long as it likes; what is in between cuts connections that are, and only a write finds out who has left. */
const SILENT_MS = 15_000;

/**
 * A command's output as it comes: `started {exec_id}`, then `stdout` and `stderr` `{text}` (or
 * `{base64}`), then `exit {exit_code, signal, timed_out, truncated}`, or `error` when the result can't be known (C24).
 * Disconnecting ends the command.
 */
export async function execStream(
  context: ServiceContext,
  input: ExecInput,
  encoding: ExecEncoding,
): Promise<Result<Response>> {
  const reader = new AbortController();
  const running = await startExec(context, input, { signal: reader.signal });
  if (!running.ok) return running;
  const source = encoding === "base64" ? byteEvents(running.value) : events(running.value);
  return ok(eventStream(withSignsOfLife(source, SILENT_MS), failedEvent, () => reader.abort()));
}

/** Characters cut between two chunks are whole in the event that completes them (C27). */
async function* events({ exec_id, frames }: RunningExec): AsyncGenerator<ServerEvent> {
  const decoders = { stdout: newDecoder(), stderr: newDecoder() };
  yield { event: "started", data: { exec_id } };
  for await (const frame of frames) {
    if (frame.type === "stdout" || frame.type === "stderr") {
      const text = decoders[frame.type].decode(frame.data, { stream: true });
      if (text !== "") yield { event: frame.type, data: { text } };
    } else if (frame.type === "end") {
      for (const name of ["stdout", "stderr"] as const) {
        const text = decoders[name].decode();
        if (text !== "") yield { event: name, data: { text } };
      }
      yield { event: "exit", data: frame.end };
    }
  }
}

/** Each event's bytes by themselves: none waits for others. */
async function* byteEvents({ exec_id, frames }: RunningExec): AsyncGenerator<ServerEvent> {
  yield { event: "started", data: { exec_id } };
  for await (const frame of frames) {
    if (frame.type === "stdout" || frame.type === "stderr") {
      yield { event: frame.type, data: { base64: Buffer.from(frame.data).toString("base64") } };
    } else if (frame.type === "end") yield { event: "exit", data: frame.end };
  }
}

function newDecoder(): TextDecoder {
  return new TextDecoder("utf-8", { ignoreBOM: true });
}

function failedEvent(error: unknown): ServerEvent {
  if (error instanceof EngineError) return { event: "error", data: { ...refusalBody(error.refusal) } };
  console.warn(`a command's output was interrupted: ${String(error)}`);
  const data = {
    error: "The output stopped before the command's result was known.",
    reason_code: "exec_interrupted",
    retryable: true,
  };
  return { event: "error", data };
}
