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
