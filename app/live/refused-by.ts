import { CLOSE_CODES } from "../../workers/domain/protocol.ts";
import type { SocketWorld } from "./reconnecting-socket.ts";

/**
 * A browser does not tell how the opening of a socket was refused. What a plain read of the record answers tells
 * whether trying again can help: the close code it amounts to, or null where it can.
 */
export async function refusedBy(world: SocketWorld, path: string): Promise<number | null> {
  switch (await world.statusOf(path)) {
    case 401:
      return CLOSE_CODES.unauthenticated;
    case 403:
      return CLOSE_CODES.forbidden;
    case 404:
      return CLOSE_CODES.gone;
    default:
      return null;
  }
}
