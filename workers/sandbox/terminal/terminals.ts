import type { AgentClient } from "../../engines/agent-client.ts";
import type { SocketViewer } from "../contract.ts";
import { TerminalRelay } from "./relay.ts";

/** The relays of one sandbox, one per terminal that somebody looks at. */
export class Terminals {
  readonly #agent: () => AgentClient;
  readonly #now: () => number;
  readonly #relays = new Map<string, TerminalRelay>();

  constructor(agent: () => AgentClient, now: () => number) {
    this.#agent = agent;
    this.#now = now;
  }

  /** Answers the browser's end of a new socket. `offset` is the output it has already. */
  connect(terminal_id: string, viewer_id: string, who: SocketViewer, offset: number): WebSocket {
    const { 0: client, 1: server } = new WebSocketPair();
    server.binaryType = "arraybuffer";
    let relay = this.#relays.get(terminal_id);
    if (!relay) {
      const made = new TerminalRelay(terminal_id, this.#agent(), this.#now, () => {
        if (this.#relays.get(terminal_id) === made) this.#relays.delete(terminal_id);
      });
      relay = made;
      this.#relays.set(terminal_id, made);
    }
    void relay.join(server, viewer_id, who, offset);
    return client;
  }

  closeAll(code: number, reason: string): void {
    for (const relay of [...this.#relays.values()]) relay.close(code, reason);
  }
}
