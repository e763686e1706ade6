import { CLOSE_CODES } from "../../../workers/domain/protocol/frame.ts";
import type { GuestRecordBody } from "../../../workers/domain/sharing/share.ts";
import type { LinkStatus } from "../../live/connection/reconnecting-socket.ts";
import { type EndWords, endWords } from "./share-words.ts";

interface Situation {
  readonly status: LinkStatus;
  readonly record: GuestRecordBody;
  readonly sharedBy: string;
  /** Ms until the link's time is over. */
  readonly left: number;
}

/** Why a guest's page is over; null while it is not. */
export function guestEnd({ status, record, sharedBy, left }: Situation): EndWords | null {
  if (status.kind === "closed") return closedEnd(status, sharedBy);
  if (left <= 0) return endWords("share_expired");
  if (record.state === "tearing_down" || record.state === "destroyed") {
    return {
      title: "The sandbox was torn down",
      message: "What runs in it has ended. Its files are kept with its owner.",
      next_step: `Ask ${sharedBy} to resume it: this page then goes on by itself.`,
    };
  }
  return null;
}

function closedEnd({ code, told }: Extract<LinkStatus, { kind: "closed" }>, sharedBy: string): EndWords {
  if (told) return endWords(told.reason_code === "not_found" ? "share_ended" : told.reason_code, told);
  switch (code) {
    case CLOSE_CODES.expired:
      return endWords("share_expired");
    case CLOSE_CODES.unauthenticated:
      return endWords("unauthenticated");
    case CLOSE_CODES.gone:
      return {
        title: "The sandbox has been deleted",
        message: "Nothing of it is left to be shown.",
        next_step: `Ask ${sharedBy} whether there is another one.`,
      };
    default:
      return {
        title: "This page is no longer kept up to date",
        message: "The connection was closed.",
        next_step: "Reload the page to go on.",
      };
  }
}

/** From here on guests are warned, ms before the end. */
const WARNINGS = [
  [60_000, "1 minute"],
  [5 * 60_000, "5 minutes"],
] as const;

/** What is said aloud once when it is reached; null before the first warning. */
export function warningWords(left: number): string | null {
  if (left <= 0) return null;
  const warning = WARNINGS.find(([ms]) => left <= ms);
  return warning ? `This link ends within ${warning[1]}.` : null;
}
