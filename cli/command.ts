import { Command, InvalidArgumentError } from "@commander-js/extra-typings";
import type { Api } from "./api.ts";
import type { Outcome } from "./failure.ts";
import type { Environment } from "./login-file.ts";
import type { Output } from "./output.ts";

/** What a command works with. */
export interface Session {
  readonly api: Api;
  readonly output: Output;
  readonly env: Environment;
}

/** Exit code of what was done; nothing: 0. */
export type Deed<S> = (session: S) => Promise<Outcome<number | undefined>>;

/** Runs what a command does, and sees to its failure and exit code. */
export interface Perform {
  (options: Shared, deed: Deed<Session>): Promise<void>;
  /** The same for a command that needs no login. */
  unknown(options: Shared, deed: Deed<Omit<Session, "api">>): Promise<void>;
}

/** Options that every command has. */
export interface Shared {
  readonly json?: true | undefined;
}

export interface About {
  /** Without the program's name. */
  readonly example: string;
  readonly json?: string;
  /** Further sentences for `--help`. */
  readonly more?: string;
}

export function newCommand<N extends string>(name: N, summary: string, about: About) {
  const {
    example,
    json = "the API's answer as one JSON document on stdout, and nothing else there",
    more,
  } = about;
  return new Command(name)
    .description(summary)
    .option("--json", json)
    .addHelpText("after", `${more ? `\n${more}\n` : ""}\nExample:\n  $ sandbar ${example}`);
}

/** A whole number from `min` to `max`. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d{1,16}$/.test(text) && value >= min && value <= max) return value;
    const bound = max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `${min} to ${max}`;
    throw new InvalidArgumentError(`It takes a whole number, ${bound}.`);
  };
}

/** Gathers an option that may be given several times. */
export function gather(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}
