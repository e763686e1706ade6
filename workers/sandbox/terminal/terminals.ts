import type { RecordingNotice } from "../../domain/sharing/presence.ts";
import type { AgentClient } from "../../engines/agent-client.ts";
import type { SocketViewer, ViewerMatch } from "../contract.ts";
import { TerminalRelay } from "./relay.ts";
import type { TapHandle, TerminalTap } from "./tap.ts";

/** Somebody typed in a terminal; called for each frame, so it has to be cheap. */
type Typed = (terminal_id: string, who: SocketViewer) => void;

/** The relays of one sandbox, one per terminal that somebody looks at. */
export class Terminals {
  readonly #agent: () => AgentClient;
  readonly #now: () => number;
  readonly #typed: Typed;
  readonly #relays = new Map<string, TerminalRelay>();
  readonly #recorded = new Map<string, RecordingNotice>();

  constructor(agent: () => AgentClient, now: () => number, typed: Typed) {
    this.#agent = agent;
    this.#now = now;
    this.#typed = typed;
  }

  /** Answers the browser's end of a new socket. `offset` is the output it has already; undefined: what is kept, please. */
  connect(terminal_id: string, viewer_id: string, who: SocketViewer, offset: number | undefined): WebSocket {
    const { 0: client, 1: server } = new WebSocketPair();
    server.binaryType = "arraybuffer";
    void this.#relay(terminal_id).join(server, viewer_id, who, offset);
    return client;
  }

  /** Reads a terminal from inside the object, from an offset or from what is kept. Rejects with TapRefused. */
  tap(terminal_id: string, tap: TerminalTap, offset: number | undefined): Promise<TapHandle> {
    return this.#relay(terminal_id).tap(tap, offset);
  }

  /** Tells its viewers, those here and those to come, that a terminal is recorded, or no longer. */
  announce(terminal_id: string, notice: RecordingNotice): void {
    if (notice.on) this.#recorded.set(terminal_id, notice);
    else this.#recorded.delete(terminal_id);
    this.#relays.get(terminal_id)?.announce(notice);
  }

  /** Terminals that somebody looks at. */
  get watched(): number {
    return [...this.#relays.values()].filter(({ watched }) => watched).length;
  }

  /** Each socket of a guest, as their actor's id. */
  get guests(): string[] {
    return [...this.#relays.values()].flatMap((relay) => relay.guests);
  }

  /** Answers how many. */
  closeMatching(match: ViewerMatch, code: number, reason: string): number {
    let closed = 0;
    for (const relay of [...this.#relays.values()]) closed += relay.closeMatching(match, code, reason);
    return closed;
  }

  closeAll(code: number, reason: string): void {
    for (const relay of [...this.#relays.values()]) relay.close(code, reason);
    this.#recorded.clear();
  }

  #relay(terminal_id: string): TerminalRelay {
    const known = this.#relays.get(terminal_id);
    if (known) return known;
    const recording = this.#recorded.get(terminal_id) ?? null;
    const onEmpty = () => {
      if (this.#relays.get(terminal_id) === made) this.#relays.delete(terminal_id);
    };
    const typed = (who: SocketViewer) => this.#typed(terminal_id, who);
    const made = new TerminalRelay(terminal_id, this.#agent(), this.#now, recording, onEmpty, typed);
    this.#relays.set(terminal_id, made);
    return made;
  }
}
