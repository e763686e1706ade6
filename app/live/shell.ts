/** A shell of a sandbox, as the API lists it. */
export interface Shell {
  readonly terminal_id: string;
  /** Name of the program in the foreground. */
  readonly title: string;
}
