import { type Command, CommanderError } from "@commander-js/extra-typings";
import { Api } from "./api.ts";
import type { Perform } from "./command.ts";
import { EXIT, type Failure, type Outcome, refused } from "./failure.ts";
import { type Environment, findLogin } from "./login-file.ts";
import { Output } from "./output.ts";
import { newProgram } from "./program.ts";

/** What surrounds one run: Node's `process`. */
export interface Surroundings {
  readonly env: Environment;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** Runs one command line, the program's name left out, and answers its exit code. */
export async function run(argv: readonly string[], around: Surroundings, version: string): Promise<number> {
  let code: number = EXIT.done;
  const finish = (output: Output, outcome: Outcome<number | undefined>) => {
    if (!outcome.ok) output.fail(outcome.failure);
    code = outcome.ok ? (outcome.value ?? EXIT.done) : outcome.failure.exit;
  };
  const perform: Perform = async (options, deed) => {
    const output = new Output(options.json ?? false, around);
    const login = findLogin(around.env);
    if (!login.ok) return finish(output, login);
    const api = new Api(login.value);
    try {
      finish(output, await deed({ api, output, env: around.env }));
    } finally {
      await api.close();
    }
  };
  perform.unknown = async (options, deed) => {
    const output = new Output(options.json ?? false, around);
    finish(output, await deed({ output, env: around.env }));
  };
  const misused = await parse(argv, newProgram(perform, around, version), around);
  if (misused) {
    finish(new Output(wantsJson(argv), around), { ok: false, failure: misused });
  }
  return code;
}

/** Also of arguments that make no sense; what comes after `--` is another program's. */
export function wantsJson(argv: readonly string[]): boolean {
  return argv.slice(0, argv.indexOf("--") >>> 0).includes("--json");
}

/** What is wrong with the arguments, if anything; help and version were printed and are fine. */
async function parse(
  argv: readonly string[],
  program: ReturnType<typeof newProgram>,
  { stdout }: Surroundings,
): Promise<Failure | undefined> {
  let said = "";
  for (const command of everyCommand(program as unknown as Command)) {
    command.exitOverride().configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => {
        said += text;
      },
    });
  }
  try {
    await program.parseAsync(argv, { from: "user" });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    const named = nameOf(program as unknown as Command, argv);
    // Without any command the help says all.
    if (error.code === "commander.help")
      return refused({ error: said.trim(), reason_code: "no_command" }).failure;
    return refused({
      error: sentence(error.message),
      reason_code: "invalid_arguments",
      next_step: `\`sandbar ${named}--help\` says what it takes.`,
    }).failure;
  }
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap((one) => everyCommand(one as unknown as Command))];
}

/** The command that the arguments name, e.g. `files list `; empty for none. */
function nameOf({ commands }: Command, [first, ...rest]: readonly string[]): string {
  const found = commands.find((command) => command.name() === first);
  return found ? `${found.name()} ${nameOf(found as unknown as Command, rest)}` : "";
}

/** Of the parser's words, such as `error: unknown option '--x'`. */
function sentence(words: string): string {
  const text = words.replace(/^error: /, "").trim();
  const begun = text.slice(0, 1).toUpperCase() + text.slice(1);
  return /[.?!)]$/.test(begun) ? begun : `${begun}.`;
}
