/** Starts a command inside the sandbox as the leader of its own session, with pipes and a bounded environment. */
import type { ChildProcess } from "node:child_process";
import { closeSync, statSync } from "node:fs";
import { Socket } from "node:net";
import { resolve } from "node:path";
import type { Readable, Writable } from "node:stream";
import { setImmediate as othersTurn, setTimeout as sleep } from "node:timers/promises";
import type { CommandRequest } from "../../workers/engines/agent-api.ts";
import { childStdio } from "./descriptors.ts";
import type { Freezer } from "./freezer.ts";
import { lazyNode } from "./lazy-node.ts";
import type { Pipes } from "./pipes.ts";
import { GROUP_VARIABLE, type Tree } from "./process-tree.ts";
import { errno, Refused } from "./refused.ts";
import type { Settings } from "./settings.ts";

export type OutputKind = 1 | 2;

export interface Output {
  /** Stops and goes on reading the pipe; the command waits when it is full. */
  pause(): void;
  resume(): void;
}

export interface CommandEnd {
  readonly exit_code: number | null;
  readonly signal: string | null;
}

export interface Command extends Tree {
  /** Undefined when the command was started without one. */
  readonly stdin: Writable | undefined;
  readonly outputs: readonly Output[];
  /** How the leader ended, once all it wrote has been handed on. */
  readonly ended: Promise<CommandEnd>;
}

export interface CommandOptions {
  readonly group: string;
  /** Known content, a stream to be written (Command.stdin), or none. */
  readonly stdin: Uint8Array | "stream" | "none";
  /** Called with bytes that are valid only during the call. */
  readonly onOutput: (kind: OutputKind, bytes: Uint8Array) => void;
  readonly freezer: Freezer;
  /** Whether output waits for a slow reader just now: then silence says nothing. */
  readonly isHeldBack?: () => boolean;
}

/** After the leader's end, a pipe that a background child keeps open counts as drained after this silence. */
const DRAINED_MS = 50;
/** Shared by all pipes: a read is handed on before the next one begins. */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);

/** Throws Refused when the command can't be started. */
export async function startCommand(
  settings: Settings,
  pipes: Pipes,
  request: CommandRequest,
  options: CommandOptions,
): Promise<Command> {
  const cwd = workingDirectory(settings, request.cwd);
  await pipes.prepare();
  options.freezer.check();
  const content = options.stdin instanceof Uint8Array ? options.stdin : undefined;
  const input = content && pipes.input(content);
  const ends = [pipes.output(), pipes.output()] as const;
  const closeTheirs = () => closeAll(input, ends[0]?.theirs, ends[1]?.theirs);
  const [program = "", ...args] = request.argv;
  let child: ChildProcess;
  try {
    child = lazyNode.childProcess.spawn(program, args, {
      cwd,
      env: { ...settings.commandEnvironment, ...request.env, [GROUP_VARIABLE]: options.group },
      stdio: childStdio([
        options.stdin === "none" ? "ignore" : (input ?? "pipe"),
        ends[0]?.theirs ?? "pipe",
        ends[1]?.theirs ?? "pipe",
      ]),
      detached: true,
    });
  } catch (error) {
    closeTheirs();
    closeAll(ends[0]?.ours, ends[1]?.ours);
    throw startRefusal(error, program);
  }
  closeTheirs();
  const { pid } = child;
  if (pid === undefined) {
    closeAll(ends[0]?.ours, ends[1]?.ours);
    throw startRefusal(await new Promise((failed) => child.once("error", failed)), program);
  }
  const stdin = child.stdin ?? undefined;
  // A command that does not read its input is no failure of ours.
  stdin?.on("error", () => undefined);
  if (content && stdin) stdin.end(content);
  const outputs = [
    new OutputPipe(1, ends[0]?.ours, child.stdout, options.onOutput),
    new OutputPipe(2, ends[1]?.ours, child.stderr, options.onOutput),
  ];
  const exited = new Promise<CommandEnd>((done) => {
    child.once("exit", (exit_code, signal) => done({ exit_code, signal }));
  });
  const ended = exited.then(async (end) => {
    await drained(outputs, options.isHeldBack ?? (() => false));
    stdin?.destroy();
    return end;
  });
  return { pid, group: options.group, stdin, outputs, ended };
}

export function workingDirectory(settings: Settings, cwd: string | undefined): string {
  const path = resolve(settings.workspace, cwd ?? ".");
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
  throw new Refused(400, "cwd_missing", `There is no directory ${JSON.stringify(path)}.`, { field: "cwd" });
}

function startRefusal(error: unknown, program: string): unknown {
  const named = JSON.stringify(program);
  switch (errno(error)) {
    case "ENOENT":
    case "ENOTDIR":
      return new Refused(400, "command_not_found", `There is no command ${named}.`, { field: "argv" });
    case "EACCES":
      return new Refused(400, "command_not_executable", `${named} can't be executed.`, { field: "argv" });
    case "E2BIG":
      return new Refused(400, "command_too_long", "The arguments and environment are too long.", {
        field: "argv",
      });
    case "ENOEXEC":
      return new Refused(400, "command_not_executable", `${named} is not a program.`, { field: "argv" });
    case "EAGAIN":
    case "ENOMEM":
      return new Refused(503, "processes_exhausted", "The sandbox has no room for another process.", {
        retryable: true,
      });
    default:
      return error;
  }
}

/** One of the command's output pipes, read into the shared buffer. */
class OutputPipe implements Output {
  readonly #stream: Readable;
  readonly closed: Promise<void>;
  /** How many reads there were. */
  reads = 0;
  #discarding = false;

  constructor(
    kind: OutputKind,
    descriptor: number | undefined,
    socketPair: Readable | null,
    onOutput: CommandOptions["onOutput"],
  ) {
    const take = (bytes: Uint8Array) => {
      this.reads++;
      if (!this.#discarding) onOutput(kind, bytes);
    };
    if (descriptor === undefined) {
      if (socketPair === null) throw new Error("a command without an output pipe");
      this.#stream = socketPair.on("data", take);
    } else {
      const callback = (size: number, buffer: Uint8Array): boolean => {
        take(buffer.subarray(0, size));
        return true;
      };
      const onread = { buffer: readBuffer, callback };
      this.#stream = new Socket({ fd: descriptor, readable: true, writable: false, onread });
      this.#stream.resume();
    }
    this.closed = new Promise((resolve) => this.#stream.once("close", resolve));
    // A pipe that fails to be read has ended; how the command ended is told by its exit code.
    this.#stream.on("error", () => undefined);
  }

  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  /** From now on what comes is read and dropped, so that a background child is neither stopped nor killed by the pipe. */
  discard(): void {
    this.#discarding = true;
    this.resume();
  }
}

/** Resolves when both pipes have ended, or are silent while a background child keeps them open. */
async function drained(outputs: readonly OutputPipe[], isHeldBack: () => boolean): Promise<void> {
  let closed = false;
  const closing = Promise.all(outputs.map((output) => output.closed)).then(() => {
    closed = true;
  });
  const silence = async () => {
    let before = { reads: -1, held: true };
    while (!closed) {
      const now = { reads: outputs.reduce((sum, output) => sum + output.reads, 0), held: isHeldBack() };
      // A pipe that goes on being read just now has not been read yet.
      if (now.reads === before.reads && !now.held && !before.held) return;
      before = now;
      await sleep(DRAINED_MS, undefined, { ref: false });
      // After a busy time the clock comes before what there is to read.
      await othersTurn();
    }
  };
  await Promise.race([closing, silence()]);
  for (const output of outputs) output.discard();
}

function closeAll(...descriptors: readonly (number | undefined)[]): void {
  for (const descriptor of descriptors) if (descriptor !== undefined) closeSync(descriptor);
}
