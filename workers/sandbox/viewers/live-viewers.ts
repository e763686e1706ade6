import { CLOSE_CODES } from "../../domain/protocol.ts";
import type { LiveMessage } from "../../domain/sandbox/bodies.ts";
import { guestMessage } from "../../domain/sharing/guest-view.ts";
import { colourOf, PRESENCE_NAMED, type PresentViewer } from "../../domain/sharing/presence.ts";
import type { SocketViewer, ViewerMatch } from "../contract.ts";
import { shownName, wayIn } from "../terminal/roster.ts";
import { Gathered } from "./gathered.ts";
import { isMatch } from "./viewer-match.ts";

const TAG = "live";
/** Arrivals and departures that come close together are told once, ms. */
const PRESENCE_MS = 100;

/** Kept with the socket, through the object's sleep. */
interface Kept {
  /** Null for a stream that a program reads. */
  readonly present: PresentViewer | null;
  readonly who: SocketViewer;
}

/**
 * Open pages of this sandbox. Their sockets hibernate with the object: an open tab costs nothing while nothing
 * happens, and an eviction doesn't cut it.
 */
export class LiveViewers {
  readonly #ctx: DurableObjectState;
  readonly #presence = new Gathered(PRESENCE_MS, () => this.#tellPresence());
  readonly #left = new WeakSet<WebSocket>();

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Takes over the server's end of a socket and brings it up to date. */
  accept(socket: WebSocket, who: SocketViewer, backlog: readonly LiveMessage[]): void {
    const others = this.#kept();
    this.#ctx.acceptWebSocket(socket, [TAG]);
    const { actor, role, share_id } = who;
    const present = !who.present
      ? null
      : {
          seat: 1 + Math.max(0, ...others.map((other) => other.present?.seat ?? 0)),
          name: shownName(actor.label),
          role,
          colour: colourOf(actor.id, others.flatMap(wearing)),
          ...wayIn(share_id),
        };
    socket.serializeAttachment({ present, who } satisfies Kept);
    for (const message of backlog) {
      const shown = shownTo(who, message);
      if (shown) socket.send(JSON.stringify(shown));
    }
    if (present) this.#presence.ask();
  }

  /** Its close was heard. */
  left(socket: WebSocket): void {
    this.#left.add(socket);
    if (keptBy(socket)?.present) this.#presence.ask();
  }

  get any(): boolean {
    return this.#ctx.getWebSockets(TAG).length > 0;
  }

  /** Each socket of a guest, as their actor's id. */
  get guests(): string[] {
    return this.#kept().flatMap(({ who }) => (who.share_id === null ? [] : [who.actor.id]));
  }

  /** When the next one's time is over, epoch ms; null when none has an end. */
  get nextExpiry(): number | null {
    const times = this.#kept().flatMap(({ who: { expires_at } }) =>
      expires_at === null ? [] : [expires_at],
    );
    return times.length > 0 ? Math.min(...times) : null;
  }

  closeExpired(now: number): void {
    for (const socket of this.#sockets()) {
      const expires_at = keptBy(socket)?.who.expires_at ?? null;
      if (expires_at === null || expires_at > now) continue;
      this.left(socket);
      socket.close(CLOSE_CODES.expired, "the share has expired");
    }
  }

  /** Answers how many. */
  closeMatching(match: ViewerMatch, code: number, reason: string): number {
    const lost = this.#sockets().filter((socket) => {
      const kept = keptBy(socket);
      return kept !== null && isMatch(match, kept.who);
    });
    for (const socket of lost) {
      this.left(socket);
      socket.close(code, reason);
    }
    return lost.length;
  }

  broadcast(message: LiveMessage): void {
    const sockets = this.#sockets();
    if (sockets.length === 0) return;
    tell(sockets, message);
  }

  /** Nothing follows; a page that is told so does not come back. */
  closeAll(code: number, reason: string): void {
    for (const socket of this.#ctx.getWebSockets(TAG)) socket.close(code, reason);
  }

  #tellPresence(): void {
    const present = this.#kept().flatMap((kept) => (kept.present ? [kept.present] : []));
    present.sort((one, other) => one.seat - other.seat);
    const viewers = present.slice(0, PRESENCE_NAMED);
    const told = this.#sockets().filter((socket) => keptBy(socket)?.present);
    tell(told, { type: "presence", viewers, count: present.length });
  }

  #kept(): Kept[] {
    return this.#sockets().flatMap((socket) => keptBy(socket) ?? []);
  }

  #sockets(): WebSocket[] {
    const open = (socket: WebSocket) => socket.readyState === WebSocket.OPEN && !this.#left.has(socket);
    return this.#ctx.getWebSockets(TAG).filter(open);
  }
}

/** What is kept with a socket never changes; it is read anew after each sleep. */
const known = new WeakMap<WebSocket, Kept>();

function keptBy(socket: WebSocket): Kept | null {
  const read = known.get(socket) ?? (socket.deserializeAttachment() as Kept | null);
  if (read) known.set(socket, read);
  return read;
}

/** What they are told of a message; null: nothing. */
function shownTo({ parts }: SocketViewer, message: LiveMessage): LiveMessage | null {
  return parts === null ? message : guestMessage(message, parts);
}

/** Written once for all members, and once for all guests who see the same parts. */
function tell(sockets: readonly WebSocket[], message: LiveMessage): void {
  const texts = new Map<string, string | null>();
  for (const socket of sockets) {
    const who = keptBy(socket)?.who;
    if (!who) continue;
    const key = who.parts?.join() ?? "member";
    let text = texts.get(key);
    if (text === undefined) {
      const shown = shownTo(who, message);
      text = shown && JSON.stringify(shown);
      texts.set(key, text);
    }
    if (text !== null) send(socket, text);
  }
}

function send(socket: WebSocket, text: string): void {
  try {
    socket.send(text);
  } catch {
    // Closing already; its close handler is on the way.
    socket.close(1011, "send failed");
  }
}

function wearing({ who, present }: Kept): { actor_id: string; colour: number }[] {
  return present ? [{ actor_id: who.actor.id, colour: present.colour }] : [];
}
