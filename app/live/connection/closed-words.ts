import { CLOSE_CODES } from "../../../workers/domain/protocol/frame.ts";
import type { ClosedLink } from "./reconnecting-socket.ts";

/** What happened and what to do now, for whoever a connection to a sandbox ended for good. */
export interface ClosedWords {
  readonly message: string;
  readonly next_step: string;
  /** Signing in again helps. */
  readonly signIn: boolean;
}

/** `reason`: why rights changed, as the server closed it, e.g. "the sandbox was made private". */
export function closedWords({ code, reason, told }: ClosedLink): ClosedWords {
  const because = told && reason !== "refused" ? `: ${reason.replace(/\.$/, "")}` : "";
  switch (code) {
    case CLOSE_CODES.unauthenticated:
      return {
        message: `You are signed out${because}.`,
        next_step: "Sign in again to go on; the sandbox is not touched.",
        signIn: true,
      };
    case CLOSE_CODES.forbidden:
      return {
        message: `You may no longer see this sandbox${because}.`,
        next_step: told?.next_step ?? "Ask its owner or an admin.",
        signIn: false,
      };
    case CLOSE_CODES.gone:
      return because === ""
        ? {
            message: "This sandbox has been deleted, with everything that was kept of it.",
            next_step: "What you see is what was last known.",
            signIn: false,
          }
        : {
            message: `This sandbox is no longer shown to you${because}.`,
            next_step: "Ask its owner or an admin of the team.",
            signIn: false,
          };
    case CLOSE_CODES.expired:
      return {
        message: told?.message ?? "Your access to this sandbox has run out.",
        next_step: told?.next_step ?? "Ask whoever gave it to you for more time.",
        signIn: false,
      };
    default:
      return {
        message: "This page is no longer kept up to date.",
        next_step: "Reload the page to go on.",
        signIn: false,
      };
  }
}
