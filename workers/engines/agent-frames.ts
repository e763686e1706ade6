/** Byte-frame answers of the agent as async iterables: the output of execs and of processes. */
import { BYTE_FRAME_KINDS, type ByteFrame, ByteFrameDecoder } from "../domain/terminal/byte-frames.ts";
import { unexpectedAgentAnswer } from "./agent-answers.ts";
import type { ExecEnd, ExecStarted, ProcessOutputEnd, ProcessOutputStart } from "./agent-api.ts";
import { EngineError } from "./engine.ts";

export type ExecFrame =
  | { readonly type: "started"; readonly started: ExecStarted }
  | { readonly type: "stdout" | "stderr"; readonly data: Uint8Array }
  | { readonly type: "end"; readonly end: ExecEnd };

export type ProcessFrame =
  | { readonly type: "start"; readonly start: ProcessOutputStart }
  | { readonly type: "stdout" | "stderr"; readonly data: Uint8Array }
  | { readonly type: "end"; readonly end: ProcessOutputEnd };

/**
 * An exec's frames, ending with `end`. A stream that stops before `end` throws `exec_interrupted`: a missing
 * exit code is a failure. Leaving the loop early disconnects, which ends the command.
 */
export async function* execFrames(body: ReadableStream<Uint8Array>): AsyncGenerator<ExecFrame, void> {
  let ended = false;
  for await (const frame of byteFrames(body)) {
    if (frame.kind === BYTE_FRAME_KINDS.started)
      yield { type: "started", started: json(frame) as ExecStarted };
    else if (frame.kind === BYTE_FRAME_KINDS.end) {
      ended = true;
      yield { type: "end", end: execEnd(json(frame)) };
    } else yield output(frame);
  }
  if (!ended) throw interrupted();
}

/** A process's output from where it was asked; `end` comes when the process has exited, none when following stops first. */
export async function* processFrames(body: ReadableStream<Uint8Array>): AsyncGenerator<ProcessFrame, void> {
  for await (const frame of byteFrames(body)) {
    if (frame.kind === BYTE_FRAME_KINDS.started)
      yield { type: "start", start: json(frame) as ProcessOutputStart };
    else if (frame.kind === BYTE_FRAME_KINDS.end) yield { type: "end", end: json(frame) as ProcessOutputEnd };
    else yield output(frame);
  }
}

/** Whether an exec did what it was asked to do: exit code 0, known, in time. */
export function execSucceeded(end: ExecEnd): boolean {
  return end.exit_code === 0 && end.signal === null && !end.timed_out;
}

async function* byteFrames(body: ReadableStream<Uint8Array>): AsyncGenerator<ByteFrame, void> {
  const reader = body.getReader();
  const decoder = new ByteFrameDecoder();
  let finished = false;
  try {
    for (;;) {
      const { done, value } = await read(reader);
      if (done) break;
      const { frames, problem } = decoder.push(value);
      yield* frames;
      if (problem !== undefined) throw unexpectedAgentAnswer(problem);
    }
    finished = true;
    if (decoder.finish() !== undefined) throw interrupted();
  } finally {
    // The stream may have failed already; there is nothing left to tell it then.
    if (!finished) await reader.cancel().catch(() => undefined);
  }
}

async function read(reader: ReadableStreamDefaultReader<Uint8Array>) {
  try {
    return await reader.read();
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw Object.assign(interrupted(), { cause: error });
  }
}

function output(frame: ByteFrame): { type: "stdout" | "stderr"; data: Uint8Array } {
  return { type: frame.kind === BYTE_FRAME_KINDS.stdout ? "stdout" : "stderr", data: frame.payload };
}

function json(frame: ByteFrame): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(frame.payload));
  } catch {
    throw unexpectedAgentAnswer("a frame that is not JSON");
  }
}

function execEnd(value: unknown): ExecEnd {
  const { exit_code: code, signal, timed_out, truncated } = (value ?? {}) as Partial<ExecEnd>;
  return {
    exit_code: Number.isInteger(code) ? (code as number) : null,
    signal: typeof signal === "string" ? signal : null,
    timed_out: timed_out === true,
    truncated: truncated === true,
  };
}

function interrupted(): EngineError {
  return new EngineError({
    reason_code: "exec_interrupted",
    message: "The output stopped before the command's result was known.",
    retryable: true,
  });
}
