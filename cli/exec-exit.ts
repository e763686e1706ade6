import { constants } from "node:os";
import type { ExecEnd } from "./bodies.ts";
import { broken, done, EXIT, type Outcome } from "./failure.ts";

/** As `timeout` does. */
const TIMED_OUT = 124;
/** As shells do: this and the signal's number. */
const SIGNALLED = 128;

/** The exit code for how a command ended; `own`: the command's. An end that nobody knows is never a success. */
export function exitOf({ exit_code, signal, timed_out }: ExecEnd, own: boolean): Outcome<number> {
  if (timed_out) return done(own ? TIMED_OUT : EXIT.person);
  if (exit_code !== null) return done(own || exit_code === 0 ? exit_code : EXIT.person);
  if (signal !== null) {
    const number = constants.signals[signal as NodeJS.Signals] ?? 0;
    return done(own ? SIGNALLED + number : EXIT.person);
  }
  return broken({
    error: "How the command ended is not known.",
    reason_code: "exec_interrupted",
    next_step: "Look at what it has done, then run it again.",
  });
}
