import type { SocketViewer, ViewerMatch } from "./contract.ts";

/** Whether this is one of those meant: everything that the match names is as it says. */
export function isMatch(match: ViewerMatch, who: SocketViewer): boolean {
  const { actor_id, guests, ...ways } = match;
  if (actor_id !== undefined && who.actor.id !== actor_id) return false;
  if (guests !== undefined && (who.share_id !== null) !== guests) return false;
  return Object.entries(ways).every(
    ([way, value]) => value === undefined || who[way as keyof typeof ways] === value,
  );
}
