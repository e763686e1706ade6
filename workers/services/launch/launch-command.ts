/** The command and environment of a launch, and of single commands in a sandbox. */
import { ok, type Result, refuse } from "../../domain/refusal.ts";

/** Characters of a task's shell text. */
const COMMAND_MAX = 16_384;
/** Variables, and UTF-16 units of all their names and values together. */
const ENV_MAX_VARIABLES = 200;
const ENV_MAX_SIZE = 128 * 1024;

/** Refuses with `invalid_command`. An empty command is none. */
export function checkCommand(command: string | null): Result<string | null> {
  if (command === null || command.trim() === "") return ok(null);
  if (command.length <= COMMAND_MAX && !command.includes("\0")) return ok(command);
  return refuse({
    reason_code: "invalid_command",
    message: `A command has at most ${COMMAND_MAX} characters and no NUL.`,
    retryable: false,
    next_step: "Put longer commands into a script in the workspace.",
    field: "command",
  });
}

/** Refuses with `invalid_env`, naming the variable but never its value. */
export function checkEnvironment(env: Readonly<Record<string, string>>): Result<Record<string, string>> {
  const entries = Object.entries(env);
  const size = entries.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (entries.length > ENV_MAX_VARIABLES || size > ENV_MAX_SIZE) {
    return invalid("env", `An environment has at most ${ENV_MAX_VARIABLES} variables and 128 KiB.`);
  }
  for (const [name, value] of entries) {
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name)) {
      return invalid("env", "A variable's name is made of letters, digits and underscores.");
    }
    if (value.includes("\0")) return invalid(`env.${name}`, "A variable's value can't contain NUL.");
  }
  return ok({ ...env });
}

function invalid(field: string, message: string): Result<Record<string, string>> {
  return refuse({ reason_code: "invalid_env", message, retryable: false, field });
}
