/** A member's live socket, as a page opens it. */
import { type Person, raw } from "./people.ts";

export interface LiveSocket {
  /** Resolves when the server closes it. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  close(): void;
}

/** Throws with the status when it is refused. */
export async function openLive(person: Person, sandbox: string): Promise<LiveSocket> {
  const headers = { upgrade: "websocket" };
  const answer = await raw(person, "GET", `/sandboxes/${sandbox}/live?after=0`, undefined, headers);
  const socket = answer.webSocket;
  if (!socket) throw new Error(`no socket: ${answer.status}`);
  socket.accept();
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.addEventListener("close", ({ code, reason }) => resolve({ code, reason }));
  });
  return { closed, close: () => socket.close() };
}
