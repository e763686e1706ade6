/** How many sockets guests of share links may have: links are handed on, and who has one must not fill the object. */
import type { Refusal } from "../../domain/refusal.ts";
import type { SocketViewer } from "../contract.ts";

/** Sockets and followed streams at once: of one guest, in all their windows together. */
export const SOCKETS_OF_A_GUEST = 24;
/** And of all guests of a sandbox. */
export const SOCKETS_OF_GUESTS = 500;

/** Why one more may not open; null: it may, and members always may. `open`: each open one of a guest, as their actor's id. */
export function crowdedOut({ actor, share_id }: SocketViewer, open: readonly string[]): Refusal | null {
  if (share_id === null) return null;
  const own = open.filter((id) => id === actor.id).length;
  if (own >= SOCKETS_OF_A_GUEST)
    return refusal("You have this sandbox open too often.", "Close some of your windows, then try again.");
  if (open.length >= SOCKETS_OF_GUESTS)
    return refusal("Too many guests are here already.", "Try again when somebody has left.");
  return null;
}

function refusal(message: string, next_step: string): Refusal {
  return { reason_code: "too_many_connections", message, retryable: true, next_step };
}
