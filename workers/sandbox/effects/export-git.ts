/** git for exports: apart from every configuration, with a deadline, and with what it says kept free of secrets. */
import type { AgentClient } from "../../engines/agent-client.ts";
import { type ExecFrame, execSucceeded } from "../../engines/agent-frames.ts";
import { EngineError } from "../../engines/engine.ts";
import { gitFailure, type StepFailure } from "./export-refusals.ts";

/** Longest that one step may take, ms. */
const STEP_TIMEOUT_MS = 30 * 60_000;
/** Most of each output that is kept, characters. Its end says why something failed. */
const KEPT = 64 * 1024;

/** Stands above what any repository's configuration says (command scope). */
const CONFIGURATION: readonly (readonly [string, string])[] = [
  ["core.hooksPath", "/dev/null"],
  ["core.fsmonitor", "false"],
  ["core.attributesFile", "/dev/null"],
  ["core.excludesFile", "/dev/null"],
  ["core.autocrlf", "false"],
  ["core.safecrlf", "false"],
  ["core.quotePath", "true"],
  // What is written is read once; time counts for more than size.
  ["core.compression", "1"],
  ["core.untrackedCache", "false"],
  ["safe.directory", "*"],
  ["advice.addEmbeddedRepo", "false"],
  ["credential.helper", ""],
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["push.recurseSubmodules", "no"],
  ["push.gpgSign", "false"],
];

export interface GitStep {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** More settings of git, as `-c` would give them. */
  readonly settings?: readonly (readonly [string, string])[];
  /** Goes to the command's standard input, through a pipe alone: only after the command has been started. */
  readonly input?: string;
}

export interface StepOutcome {
  readonly ok: boolean;
  readonly exit_code: number | null;
  readonly timed_out: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one step to its end; answers how it went. Throws EngineError only when that can't be known. */
export async function runStep(agent: AgentClient, step: GitStep, signal: AbortSignal): Promise<StepOutcome> {
  const started = Promise.withResolvers<void>();
  const frames = await agent.exec(request(step), {
    signal,
    ...(step.input === undefined ? {} : { stdin: after(started.promise, step.input) }),
  });
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  const text = { stdout: "", stderr: "" };
  for await (const frame of frames) {
    if (frame.type === "started") started.resolve();
    else if (frame.type === "end") {
      const { exit_code, timed_out } = frame.end;
      return { ok: execSucceeded(frame.end), exit_code, timed_out, ...text };
    } else {
      const more = decoders[frame.type].decode(frame.data, { stream: true });
      text[frame.type] = (text[frame.type] + more).slice(-KEPT);
    }
  }
  throw interrupted();
}

/** The same for a step that has to succeed: its standard output. Throws EngineError as `failure` says. */
export async function mustRun(
  agent: AgentClient,
  step: GitStep,
  signal: AbortSignal,
  failure: StepFailure,
): Promise<string> {
  const outcome = await runStep(agent, step, signal);
  if (!outcome.ok) throw gitFailure(outcome, failure);
  return outcome.stdout;
}

/** A step's standard output as a stream, no faster than it is read; it fails unless the step succeeds. */
export function outputOf(
  agent: AgentClient,
  step: GitStep,
  signal: AbortSignal,
  failure: StepFailure,
): ReadableStream<Uint8Array> {
  let frames: AsyncGenerator<ExecFrame, void> | undefined;
  let stderr = "";
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      frames ??= await agent.exec(request(step), { signal });
      for (;;) {
        const { value: frame } = await frames.next();
        if (!frame) throw interrupted();
        if (frame.type === "stdout") return controller.enqueue(frame.data);
        if (frame.type === "stderr") stderr = (stderr + new TextDecoder().decode(frame.data)).slice(-KEPT);
        if (frame.type !== "end") continue;
        const { exit_code, timed_out } = frame.end;
        if (!execSucceeded(frame.end))
          throw gitFailure({ ok: false, exit_code, timed_out, stdout: "", stderr }, failure);
        return controller.close();
      }
    },
    cancel: async () => void (await frames?.return()),
  });
}

function request({ argv, env, settings = [] }: GitStep) {
  const all = [...CONFIGURATION, ...settings];
  const numbered = all.flatMap(([key, value], at) => [
    [`GIT_CONFIG_KEY_${at}`, key],
    [`GIT_CONFIG_VALUE_${at}`, value],
  ]);
  return {
    exec_id: crypto.randomUUID(),
    argv,
    timeout_ms: STEP_TIMEOUT_MS,
    env: {
      LC_ALL: "C",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_ATTR_NOSYSTEM: "1",
      GIT_NO_REPLACE_OBJECTS: "1",
      GIT_OPTIONAL_LOCKS: "0",
      GIT_TERMINAL_PROMPT: "0",
      ...env,
      GIT_CONFIG_COUNT: String(all.length),
      ...(Object.fromEntries(numbered) as Record<string, string>),
    },
  };
}

/** A body that ends before the command runs would be handed over in a file. */
function after(started: Promise<void>, text: string): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull: async (controller) => {
      await started;
      controller.enqueue(new TextEncoder().encode(text));
      controller.close();
    },
  });
}

function interrupted(): EngineError {
  return new EngineError({
    reason_code: "exec_interrupted",
    message: "A step of the export ended without a result.",
    retryable: true,
  });
}

/** git in the repository that an export has made of a workspace (export-tree.ts). */
export class ExportGit {
  readonly agent: AgentClient;
  readonly signal: AbortSignal;
  readonly #env: Readonly<Record<string, string>>;

  constructor(agent: AgentClient, env: Readonly<Record<string, string>>, signal: AbortSignal) {
    this.agent = agent;
    this.signal = signal;
    this.#env = env;
  }

  step(args: readonly string[], env: Readonly<Record<string, string>> = {}): GitStep {
    return { argv: ["git", ...args], env: { ...this.#env, ...env } };
  }

  /** Its standard output, trimmed. Throws EngineError as `failure` says. */
  async must(args: readonly string[], failure: StepFailure, env?: Record<string, string>): Promise<string> {
    return (await mustRun(this.agent, this.step(args, env), this.signal, failure)).trim();
  }

  /** Whether it exits with 0. */
  async succeeds(args: readonly string[]): Promise<boolean> {
    return (await runStep(this.agent, this.step(args), this.signal)).ok;
  }
}
