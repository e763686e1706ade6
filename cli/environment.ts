import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { done, type Outcome, refused } from "./failure.ts";
import type { Environment } from "./login-file.ts";

/**
 * Variables for a command: a file's first, then those given one by one as `K=V`, or as `K`, which takes the value from
 * where the command line runs and so shows it to nobody.
 */
export function readVariables(
  given: readonly string[],
  file: string | undefined,
  env: Environment,
): Outcome<Record<string, string>> {
  const variables: Record<string, string> = {};
  if (file !== undefined) {
    try {
      Object.assign(variables, parseEnv(readFileSync(file, "utf8")));
    } catch (error) {
      return invalid("env-file", `${file} can't be read: ${(error as Error).message}.`);
    }
  }
  for (const one of given) {
    const [, name, value] = /^([^=]+)(?:=([\s\S]*))?$/.exec(one) ?? [];
    if (name === undefined) return invalid("env", "A variable is given as K=V.");
    const found = value ?? env[name];
    if (found === undefined) return invalid("env", `${name} is not set here, and has no value.`);
    variables[name] = found;
  }
  return done(variables);
}

function invalid(field: string, error: string): Outcome<never> {
  const next_step = "Give --env K=V, --env K to take it from your environment, or --env-file FILE.";
  return refused({ error, reason_code: "invalid_env", next_step, field });
}
