import { wholeNumber } from "../../domain/policy/whole-number.ts";
import { invalidInput, ok, type Result, refuse } from "../../domain/refusal.ts";
import { type ExecFrame, execFrames } from "../../engines/agent-frames.ts";
import { audited, record } from "../audit/audit-trail.ts";
import type { ServiceContext } from "../context.ts";
import { newExecId } from "../ids.ts";
import { checkEnvironment } from "../launch/launch-command.ts";
import { findSandbox } from "../sandboxes/find-sandbox.ts";
import { askSandbox } from "./agent-request.ts";
import { watchRight } from "./right-watch.ts";

export interface ExecInput {
  readonly name: string;
  /** Program and arguments, at least one; never shell text. */
  readonly argv: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** 1 to EXEC_TIMEOUT_MAX_MS; EXEC_TIMEOUT_DEFAULT_MS when absent. */
  readonly timeout_ms?: number;
  /** Names it for cancelling, and makes a repeated request the same command; made up when absent. */
  readonly exec_id?: string;
}

const EXEC_TIMEOUT_DEFAULT_MS = 3_600_000;
export const EXEC_TIMEOUT_MAX_MS = 24 * 3_600_000;
/** The outer request outlives the command by time to kill it and to tell (R5). */
const OUTER_MARGIN_MS = 30_000;

export interface RunningExec {
  readonly exec_id: string;
  /** Ends with `end`, or throws; leaving it early ends the command, and so does the end of the viewer's right to it. */
  readonly frames: AsyncGenerator<ExecFrame, void>;
}

/**
 * Starts a command in a running sandbox. Refuses with `sandbox_not_running` (R9), `exec_conflict` (the same
 * exec_id with another command) or the field that is wrong.
 */
export async function startExec(
  context: ServiceContext,
  input: ExecInput,
  options: { readonly output_limit_bytes?: number; readonly signal: AbortSignal },
): Promise<Result<RunningExec>> {
  const exec_id = input.exec_id ?? newExecId();
  const deed = { action: "sandbox.exec", target: `sandbox:${input.name}`, data: { exec_id } };
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  const body = await openExec(context, { ...input, exec_id }, { ...options, signal });
  // Not noted ahead, which every command would wait for: it changes nothing of Sandbar, and ends with a server that goes down.
  const recorded = record(context, deed, body);
  if (!body.ok) {
    await recorded;
    return body;
  }
  const frames = recordedBeforeEnd(execFrames(body.value), recorded);
  return ok({ exec_id, frames: whileAllowed(context, input.name, frames, ended) });
}

/** What a command says to somebody who may run it; after that, only why it says no more. */
async function* whileAllowed(
  context: ServiceContext,
  name: string,
  frames: AsyncGenerator<ExecFrame, void>,
  ended: AbortController,
): AsyncGenerator<ExecFrame, void> {
  const stop = watchRight(context, { name, ability: "sandboxes.exec" }, ended);
  try {
    for await (const frame of frames) {
      ended.signal.throwIfAborted();
      yield frame;
    }
  } catch (error) {
    ended.signal.throwIfAborted();
    throw error;
  } finally {
    stop();
  }
}

async function openExec(
  context: ServiceContext,
  input: ExecInput,
  options: { readonly output_limit_bytes?: number; readonly signal: AbortSignal },
): Promise<Result<ReadableStream<Uint8Array>>> {
  const found = await findSandbox(context, input.name, "sandboxes.exec");
  if (!found.ok) return found;
  const checked = checkExec(input);
  if (!checked.ok) return checked;
  const { exec_id, argv, cwd, env, stdin } = input;
  const { output_limit_bytes } = options;
  const request = { exec_id, argv, cwd, env, timeout_ms: checked.value, output_limit_bytes };
  const outer = AbortSignal.timeout(checked.value + OUTER_MARGIN_MS);
  const answer = await askSandbox(context, found.value, "/exec", {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: `${JSON.stringify(request)}\n${stdin ?? ""}`,
    signal: AbortSignal.any([outer, options.signal]),
  });
  if (!answer.ok) return answer;
  if (!answer.value.body) throw new Error("an exec without output frames");
  return ok(answer.value.body);
}

/** The audit entry is written while the command runs, and is there before its end is told. */
async function* recordedBeforeEnd(
  frames: AsyncGenerator<ExecFrame, void>,
  recorded: Promise<void>,
): AsyncGenerator<ExecFrame, void> {
  // Whoever leaves early never comes to the await below.
  recorded.catch((error) => console.error(`an exec could not be audited: ${String(error)}`));
  for await (const frame of frames) {
    if (frame.type === "end") await recorded;
    yield frame;
  }
}

/** TERM to the whole group, KILL five seconds later. A command that has ended is a success. */
export async function cancelExec(
  context: ServiceContext,
  input: { readonly name: string; readonly exec_id: string },
): Promise<Result<null>> {
  const { exec_id } = input;
  const deed = { action: "sandbox.exec_cancelled", target: `sandbox:${input.name}`, data: { exec_id } };
  return audited(context, deed, async () => {
    const found = await findSandbox(context, input.name, "sandboxes.exec");
    if (!found.ok) return found;
    const path = `/exec/${encodeURIComponent(exec_id)}/cancel`;
    const answer = await askSandbox(context, found.value, path, { method: "POST" });
    if (!answer.ok) return answer;
    await answer.value.body?.cancel();
    return ok(null);
  });
}

/** The timeout in milliseconds, once everything about the command is right. */
function checkExec({ argv, cwd, env, timeout_ms }: ExecInput): Result<number> {
  if (argv.length === 0 || argv[0] === "")
    return refuse(invalidInput("argv", "argv needs at least a program."));
  if (argv.some((part) => part.includes("\0")))
    return refuse(invalidInput("argv", "An argument can't contain NUL."));
  if (cwd?.includes("\0")) return refuse(invalidInput("cwd", "A path can't contain NUL."));
  const environment = checkEnvironment(env ?? {});
  if (!environment.ok) return environment;
  const bounds = { field: "timeout_ms", min: 1, max: EXEC_TIMEOUT_MAX_MS, unit: "milliseconds" };
  return wholeNumber(timeout_ms ?? EXEC_TIMEOUT_DEFAULT_MS, bounds);
}
