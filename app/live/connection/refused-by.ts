import { CLOSE_CODES } from "../../../workers/domain/protocol/frame.ts";
import type { Refused, SocketWorld } from "./reconnecting-socket.ts";

const CODE_OF: Readonly<Record<number, number>> = {
  401: CLOSE_CODES.unauthenticated,
  403: CLOSE_CODES.forbidden,
  404: CLOSE_CODES.gone,
  410: CLOSE_CODES.expired,
};

/**
 * A browser does not tell how the opening of a socket was refused. What a plain read of the record answers tells
 * whether trying again can help: null where it can, otherwise the close code that it amounts to.
 */
export async function refusedBy(world: SocketWorld, path: string): Promise<Refused | null> {
  const answer = await world.answerAt(path);
  const code = answer ? CODE_OF[answer.status] : undefined;
  return answer && code !== undefined ? { code, told: answer.told } : null;
}
