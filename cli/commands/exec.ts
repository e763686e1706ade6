import { EXEC_RESULT } from "../answers.ts";
import { sandboxPath } from "../api.ts";
import type { ExecResult } from "../bodies.ts";
import { gather, newCommand, type Perform, type Session, wholeNumber } from "../command.ts";
import { readVariables } from "../environment.ts";
import { exitOf } from "../exec-exit.ts";
import { cancelledBySignals, type ExecRequest, streamExec } from "../exec-stream.ts";
import { done, type Outcome, refused } from "../failure.ts";

export function execCommand(perform: Perform, stdin: NodeJS.ReadStream) {
  return newCommand("exec", "Run a command in a sandbox, with its output as it comes", {
    example: "exec fix-login -- npm test",
    json: "the result, with all output in it, once the command has ended",
    more:
      "The command and its arguments come after --; no shell reads them. Ctrl-C ends it there too.\n" +
      "Exit codes: 0 it ended with 0, 1 it failed or its time was up, 2 the system did. With --exit-code the command's\n" +
      "own instead, 128 and the signal's number when a signal ended it, 124 when its time was up.",
  })
    .argument("<name>", "the sandbox")
    .argument("<argv...>", "the program and its arguments")
    .option("-i, --stdin", "give it standard input, read to its end first: text of at most 900 KB")
    .option("--cwd <folder>", "where it runs, from the workspace")
    .option("--env <K=V>", "a variable; K alone takes your own value", gather, [])
    .option("--env-file <file>", "variables, one K=V a line")
    .option("--timeout <seconds>", "end it after so long (an hour unless given)", wholeNumber(1))
    .option("--exit-code", "exit as the command did")
    .action((name, argv, options) =>
      perform(options, async (session) => {
        const variables = readVariables(options.env, options.envFile, session.env);
        if (!variables.ok) return variables;
        const input = options.stdin ? await readText(stdin) : done(undefined);
        if (!input.ok) return input;
        const request: ExecRequest = {
          exec_id: `cli-${crypto.randomUUID()}`,
          argv,
          cwd: options.cwd,
          env: variables.value,
          stdin: input.value,
          timeout_ms: options.timeout === undefined ? undefined : options.timeout * 1000,
        };
        const path = `${sandboxPath(name)}/exec`;
        const run = session.output.json ? answerExec : streamExec;
        const end = await cancelledBySignals(session, path, request, () => run(session, path, request));
        if (!end.ok) return end;
        if (end.value.timed_out) session.output.note(timeUp(options.timeout));
        if (end.value.truncated) session.output.note("Not all of its output was kept.");
        return exitOf(end.value, options.exitCode ?? false);
      }),
    );
}

function timeUp(seconds: number | undefined): string {
  const given = seconds === undefined ? "" : ` of ${seconds} s`;
  return `The command was ended: its time${given} was up. Give it longer with --timeout.`;
}

async function answerExec(
  { api, output }: Session,
  path: string,
  request: ExecRequest,
): Promise<Outcome<ExecResult>> {
  const result = await api.post(EXEC_RESULT, path, request, { within_ms: null });
  if (result.ok) output.body(result.value);
  return result;
}

/** Bytes of the text as JSON has it: a request has a megabyte, and the command needs some of it. */
const STDIN_BYTES_MAX = 900 * 1024;

/** The API carries text: other bytes would arrive as something else. */
async function readText(stdin: AsyncIterable<Uint8Array>): Promise<Outcome<string>> {
  const pieces: Uint8Array[] = [];
  let size_bytes = 0;
  for await (const piece of stdin) {
    pieces.push(piece);
    size_bytes += piece.byteLength;
    if (size_bytes > STDIN_BYTES_MAX) return invalidStdin("Standard input is longer than 900 KB.");
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(pieces));
    if (Buffer.byteLength(JSON.stringify(text)) <= STDIN_BYTES_MAX) return done(text);
    return invalidStdin("Standard input is longer than 900 KB as JSON writes it.");
  } catch {
    return invalidStdin("Standard input is not UTF-8 text.");
  }
}

function invalidStdin(error: string): Outcome<never> {
  return refused({
    error,
    reason_code: "invalid_stdin",
    next_step: "Put it into a file of the sandbox with `sandbar files put`, and let the command read that.",
    field: "stdin",
  });
}
