/** A shell of a sandbox, as the API lists it. */
export interface Shell {
  readonly terminal_id: string;
  /** What people call it; null where nobody named it. */
  readonly name: string | null;
  /** Name of the program in the foreground. */
  readonly title: string;
  /** How it ended; null while it runs. */
  readonly exit: { readonly exit_code: number | null; readonly signal: string | null } | null;
}

/** Longest name that people give, characters. */
export const SHELL_NAME_LENGTH = 60;

const SHELLS: ReadonlySet<string> = new Set([
  "ash",
  "bash",
  "dash",
  "fish",
  "ksh",
  "nu",
  "pwsh",
  "sh",
  "zsh",
]);

/** Whether a program runs in it that ending it would cut off. */
export function isBusy({ exit, title }: Shell): boolean {
  return exit === null && !SHELLS.has(programName(title));
}

/** Its name; without one the program, numbered where there are several. */
export function shellWords({ name, title }: Shell, index: number, count: number): string {
  if (name !== null) return name;
  const program = programName(title) || "shell";
  return count > 1 ? `${index + 1} ${program}` : program;
}

/** "exit 1", or the signal that ended it; null while it runs. */
export function exitWords({ exit }: Shell): string | null {
  if (exit === null) return null;
  if (exit.signal) return exit.signal;
  return exit.exit_code === null ? "ended" : `exit ${exit.exit_code}`;
}

/** Login shells are called "-bash". */
function programName(title: string): string {
  return (title.split("/").pop() ?? "").trim().replace(/^-/, "");
}
