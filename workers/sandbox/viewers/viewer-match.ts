import type { SocketViewer, ViewerMatch } from "../contract.ts";

/** Whether this is one of those meant: everything that the match names is as it says. */
export function isMatch(match: ViewerMatch, who: SocketViewer): boolean {
  const { actor_id, guests, token_ids, ...ways } = match;
  if (isGuestOf(match, who)) return true;
  if (actor_id !== undefined && who.actor.id !== actor_id) return false;
  if (guests !== undefined && (who.share_id !== null) !== guests) return false;
  if (token_ids !== undefined && !token_ids.some((id) => id === who.token_id)) return false;
  return Object.entries(ways).every(
    ([way, value]) => value === undefined || who[way as keyof typeof ways] === value,
  );
}

/**
 * A link lasts no longer than its maker's right to share: when that may have changed, its guests ask again too; with
 * `guests: true` they alone.
 */
function isGuestOf({ user_id, guests = true, ...more }: ViewerMatch, { shared_by }: SocketViewer): boolean {
  const alone = Object.values(more).every((value) => value === undefined);
  return guests && alone && user_id !== undefined && user_id !== null && shared_by === user_id;
}
