import { CLOSE_CODES, type PtyExit } from "../../workers/domain/protocol.ts";
import { broken, type Failure, refused } from "../failure.ts";

/** How being attached ended. */
export type AttachEnd =
  | { readonly type: "detached" }
  | { readonly type: "exited"; readonly exit: PtyExit }
  | { readonly type: "closed"; readonly failure: Failure }
  /** Somebody ended the command line itself. */
  | { readonly type: "signalled"; readonly signal: "SIGTERM" | "SIGHUP" };

/** Why a terminal's socket is closed for good. */
export function closedBecause(code: number, reason: string): Failure {
  const failed = (error: string, reason_code: string, next_step: string) =>
    refused({ error, reason_code, next_step }).failure;
  switch (code) {
    case 1000:
      return failed("This terminal was attached anew as the same viewer.", "replaced", "Attach again.");
    case CLOSE_CODES.unauthenticated:
      return failed(
        "The token is no longer valid.",
        "unauthenticated",
        "Run `sandbar login` with a new one.",
      );
    case CLOSE_CODES.forbidden:
      return failed("You may not use this terminal.", "not_permitted", "Ask an admin of the team.");
    case CLOSE_CODES.gone:
      return failed("The terminal was closed.", "terminal_gone", "`sandbar attach` opens another one.");
    case CLOSE_CODES.generation_changed:
      return failed("The sandbox was started anew.", "generation_changed", "Attach again.");
    case CLOSE_CODES.expired:
      return failed("The sandbox has expired.", "sandbox_expired", "Launch or resume it.");
    default:
      return broken({
        error: `The terminal's connection ended: ${reason || code}.`,
        reason_code: "terminal_failed",
        next_step: "Attach again.",
      }).failure;
  }
}
