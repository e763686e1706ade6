/** A page that follows a sandbox live: a member's, or a guest's. */
import type { LiveMessage } from "../domain/sandbox/bodies.ts";
import { type GuestBrowser, socketAsGuest } from "./guests.ts";
import { type Person, raw } from "./people.ts";

const open = new Set<WebSocket>();

/** After each test: whoever is still here would be seen by the next. */
export function closePages(): void {
  for (const socket of open) if (socket.readyState === WebSocket.OPEN) socket.close(1000, "done");
  open.clear();
}

export class LivePage {
  readonly messages: LiveMessage[] = [];
  closed: { readonly code: number; readonly reason: string } | null = null;

  readonly #socket: WebSocket;

  constructor(response: Response) {
    const socket = response.webSocket;
    if (!socket) throw new Error(`no socket: ${response.status}`);
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      this.messages.push(JSON.parse(String(data)) as LiveMessage);
    });
    socket.addEventListener("close", ({ code, reason }) => {
      this.closed = { code, reason };
    });
    socket.accept();
    open.add(socket);
  }

  static async ofGuest(guest: GuestBrowser): Promise<LivePage> {
    return new LivePage(await socketAsGuest(guest, "/live?after=0"));
  }

  static async ofMember(person: Person, name: string): Promise<LivePage> {
    const upgrade = { upgrade: "websocket" };
    return new LivePage(await raw(person, "GET", `/sandboxes/${name}/live?after=0`, undefined, upgrade));
  }

  close(): void {
    this.#socket.close(1000, "done");
  }

  get kinds(): string[] {
    return [...new Set(this.messages.map(({ type }) => type))].sort();
  }

  last<T extends LiveMessage["type"]>(type: T) {
    return this.messages.findLast((one): one is Extract<LiveMessage, { type: T }> => one.type === type);
  }
}
